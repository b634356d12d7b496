import Foundation
import Testing

struct PresetTests {
    /// What `presets --json` prints.
    private static func presets(_ folder: Folder, _ names: String...) throws -> [[String: Any]] {
        let output = try Command.run(["presets", "--json"] + names, in: folder.url, input: [])
        #expect(output.status == 0)
        return try String(decoding: output.standardOutput, as: UTF8.self).split(separator: "\n").map { line in
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
        }
    }

    private static func figures(_ preset: [String: Any]) -> [String: [String: Any]] {
        preset["figures"] as? [String: [String: Any]] ?? [:]
    }

    @Test func `every figure of every preset has its source and date, and stands in docs`() throws {
        let presets = try Self.presets(Folder())
        #expect(
            presets.map { $0["preset"] as? String } == [
                "clarifai", "rekognition", "google-vision", "openai", "anthropic", "anthropic-many-images",
                "anthropic-cloud", "anthropic-cloud-many-images", "gemini", "bedrock", "azure-vision", "azure-openai",
            ])
        let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/presets.md")
        let lines = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
        for preset in presets {
            let name = try #require(preset["preset"] as? String)
            #expect(!Self.figures(preset).isEmpty)
            for (key, figure) in Self.figures(preset) {
                let source = try #require(figure["source"] as? String)
                let date = try #require(figure["date"] as? String)
                #expect(source.wholeMatch(of: /[a-z.]+\.(com|dev|ai)\/[^ ]+/) != nil)
                #expect(date.wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil)
                let row = lines.filter { $0.hasPrefix("| `\(name)` | \(key) |") }
                #expect(row.count == 1 && row[0].hasSuffix("| \(source) | \(date) |"), "\(name) \(key)")
                guard let number = figure["value"] as? Int else { continue }
                let digits = row.first?.split(separator: "|")[2].filter(\.isNumber)
                #expect(digits?.hasPrefix("\(number)") == true, "\(name) \(key)")
            }
        }
    }

    @Test func `the table has a line for each preset, and a name all of its figures`() throws {
        let folder = try Folder()
        let table = String(decoding: try folder.imageprep("presets").standardOutput, as: UTF8.self)
        let lines = table.split(separator: "\n")
        #expect(lines.count == 14 && Set(lines.dropLast().map(\.count)).count == 1)
        #expect(lines.contains { $0.hasPrefix("openai ") && $0.contains("30,000") && $0.contains("65,535") })
        let details = String(decoding: try folder.imageprep("presets", "azure-vision").standardOutput, as: UTF8.self)
        #expect(details.contains("smallestSide: 50;") && details.contains("< 20,971,520"))
        #expect(details.contains("learn.microsoft.com") && details.contains("read 2026-11-30"))
    }

    /// A PNG of one bit a pixel, all black; 8000x6000 take 38 kB.
    private static func blackPNG(_ width: Int, _ height: Int) throws -> [UInt8] {
        func bigEndian(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
        func crc(_ bytes: [UInt8]) -> UInt32 {
            ~bytes.reduce(UInt32.max) { crc, byte in
                (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1) * 0xEDB8_8320 }
            }
        }
        func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
            bigEndian(UInt32(data.count)) + Array(type.utf8) + data + bigEndian(crc(Array(type.utf8) + data))
        }
        let byteCount = (1 + (width + 7) / 8) * height
        // One block with deflate's fixed codes: a zero, as often as it goes a match of 258 at distance 1, and zeros for the rest.
        var bits: [Character] = Array("110" + "00110000")
        for _ in 0..<(byteCount - 1) / 258 { bits += "11000101" + "00000" }
        for _ in 0..<(byteCount - 1) % 258 { bits += "00110000" }
        bits += "0000000"
        var stream: [UInt8] = [0x78, 0x01]
        for start in stride(from: 0, to: bits.count, by: 8) {
            let byte = bits[start..<min(start + 8, bits.count)].enumerated()
            stream.append(byte.reduce(0) { $0 | ($1.element == "1" ? 1 << UInt8($1.offset) : 0) })
        }
        // Adler-32 of zeros alone.
        stream += bigEndian(UInt32(byteCount % 65_521) << 16 | 1)
        return [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10]
            + chunk("IHDR", bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [1, 0, 0, 0, 0])
            + chunk("IDAT", stream) + chunk("IEND", [])
    }

    @Test func `8000x6000 is over OpenAI's patches: verify says so, plan and prepare make it fit`() throws {
        let folder = try Folder()
        try folder.add("large.png", Self.blackPNG(8_000, 6_000))
        let verdict = try folder.imageprep("verify", "large.png", "--preset", "openai")
        #expect(verdict.status == 1)
        // 250 x 188 patches.
        #expect(
            String(decoding: verdict.standardOutput, as: UTF8.self).contains(
                "patches: Its 8000x6000 take 47,000 patches"))
        #expect(try folder.imageprep("verify", "large.png", "--preset", "anthropic").status == 0)
        let plan = try folder.imageprep("plan", "large.png", "--preset", "openai")
        #expect(
            String(decoding: plan.standardOutput, as: UTF8.self).contains("render to png 6400x4800: its 47,000 patches")
        )
        #expect(try folder.imageprep("prepare", "large.png", "--output", "out.png", "--preset", "openai").status == 0)
        #expect(try folder.imageprep("verify", "out.png", "--preset", "openai").status == 0)
        // 9900x9000 is over nobody's pixels but Clarifai's.
        try folder.add("huge.png", Self.blackPNG(9_900, 9_000))
        #expect(try folder.imageprep("verify", "huge.png", "--preset", "rekognition").status == 0)
        #expect(try folder.imageprep("verify", "huge.png", "--preset", "clarifai").status == 1)
    }

    @Test func `fit recommended scales down to the long edge, and warns where the shorter side gets too short`() throws
    {
        let folder = try Folder()
        try folder.add("tall.png", Self.blackPNG(500, 4_000))
        let fits = try folder.imageprep("plan", "tall.png", "--preset", "anthropic")
        #expect(
            String(decoding: fits.standardOutput, as: UTF8.self) == "tall.png: copy to png 500x4000: \(Self.nothing)\n")
        let output = try folder.imageprep(
            "prepare", "tall.png", "--output", "out.png", "--preset", "anthropic", "--fit", "recommended", "--report",
            "r.jsonl")
        #expect(output.status == 0)
        #expect(output.standardError.contains("shorter side of 196x1568 is under the 200 pixels"))
        let line = try folder.report("r.jsonl")[0]
        #expect(line["width"] as? Int == 196 && line["height"] as? Int == 1_568)
        let none = try folder.imageprep("plan", "tall.png", "--preset", "clarifai", "--fit", "recommended")
        #expect(none.status == 64 && none.standardError.contains("anthropic"))
        #expect(try folder.imageprep("plan", "tall.png", "--fit", "snug").status == 64)
    }

    private static let nothing = "upright, clean and under the limits: nothing to do"

    @Test func `a preset of one's own comes from a file`() throws {
        let folder = try Folder()
        try folder.add("clean.jpg", Sample.fixture(Sample.jpeg))
        let text = """
            {"schema": 1, "preset": "ours", "figures": {"longestSide": 20, "formats": ["png", "webp"],
             "imageBytes": {"value": 4000000, "counted": "base64", "source": "wiki/limits", "date": "2026-11-30"}}}
            """
        try folder.add("ours.json", Array(text.utf8))
        let plan = try folder.imageprep("plan", "clean.jpg", "--preset", "./ours.json", "--json")
        let record = try JSONSerialization.jsonObject(with: Data(plan.standardOutput)) as? [String: Any]
        #expect(record?["format"] as? String == "png" && record?["width"] as? Int == 20)
        #expect(try folder.imageprep("verify", "clean.jpg", "--preset", "ours.json").status == 1)
        let inPlace = try folder.imageprep(
            "prepare", "clean.jpg", "--in-place", "--report", "r.jsonl", "--preset", "ours.json")
        #expect(inPlace.status == 64 && inPlace.standardError.contains("--preset asks for another"))
        let shown = try Self.presets(folder, "ours.json")
        #expect(shown[0]["maxBytes"] as? Int == 3_000_001 && shown[0]["maxDimension"] as? Int == 20)
    }

    @Test func `what comes along may be copied from presets --json into a file`() throws {
        let folder = try Folder()
        for preset in try Self.presets(folder) {
            let kept = preset.filter { ["schema", "preset", "displayName", "variantOf", "figures"].contains($0.key) }
            try folder.add("copy.json", [UInt8](JSONSerialization.data(withJSONObject: kept)))
            let copy = try Self.presets(folder, "./copy.json")
            #expect(copy.count == 1 && NSDictionary(dictionary: copy[0]) == NSDictionary(dictionary: preset))
        }
    }

    @Test(arguments: [
        (#"{"preset": "a", "figures": {"longestSid": 5}}"#, "unknown key \"figures.longestSid\""),
        (#"{"preset": "a", "limit": 5}"#, "unknown key \"limit\""),
        (#"{"preset": "a", "figures": {"pixels": {"value": 5, "when": ""}}}"#, "unknown key \"figures.pixels.when\""),
        (#"{"preset": "a", "figures": {"pixels": 5, "pixels": 6}}"#, "\"figures.pixels\" twice"),
        (#"{"preset": "a", "figures": {"pixels": 0}}"#, "figures.pixels.value is no whole number of at least 1"),
        (#"{"preset": "a", "figures": {"pixels": {"source": "b"}}}"#, "figures.pixels lacks \"value\""),
        (#"{"preset": "a", "figures": {"imageBytes": {"value": 9, "counted": "bits"}}}"#, "counted is file or base64"),
        (#"{"preset": "a", "figures": {"formats": ["webp"]}}"#, "neither jpeg nor png"),
        (#"{"preset": "a", "figures": {"smallestSide": 9, "longestSide": 8}}"#, "smallestSide 9 is more than"),
        (#"{"preset": "a", "schema": 2}"#, "its schema is 2"),
        (#"{"preset": "a\u001b[31m"}"#, "preset has control characters"),
        (#"{"figures": {}}"#, "lacks \"preset\""), ("{", "it is no JSON"), ("[]", "it is no JSON object"),
        (#"{"preset": "a"}"# + String(repeating: " ", count: 70_000), "more than 65536 bytes"),
    ])
    func `what is wrong with a preset's file is said by name, before any work`(text: String, message: String) throws {
        let folder = try Folder()
        try folder.add("clean.jpg", Sample.fixture(Sample.jpeg))
        try folder.add("ours.json", Array(text.utf8))
        let output = try folder.imageprep("prepare", "clean.jpg", "--output", "out/", "--preset", "ours.json")
        #expect(output.status == 64 && !folder.exists("out"))
        #expect(output.standardError.contains(message), "\(output.standardError)")
        #expect(try folder.imageprep("presets", "ours.json").status == 64)
        #expect(try folder.imageprep("verify", "clean.jpg", "--preset", "./none.json").status == 64)
    }

    @Test func `a preset's limits hold for prepare and for verify`() throws {
        let folder = try Folder()
        try folder.add("small.jpg", Sample.fixture("jpeg/420-8x8-o6.jpg"))
        let output = try folder.imageprep(
            "prepare", "small.jpg", "--output", "out/", "--preset", "rekognition", "--report", "report.jsonl")
        #expect(output.status == 1)
        #expect((try folder.report()[0]["error"] as? [String: Any])?["code"] as? String == "tooSmall")
        try folder.add("clean.jpg", Sample.fixture(Sample.jpeg))
        #expect(try folder.imageprep("verify", "clean.jpg", "--preset", "clarifai").status == 0)
        #expect(try folder.imageprep("verify", "clean.jpg", "--preset", "rekognition").status == 1)
        #expect(try folder.imageprep("verify", "clean.jpg", "--preset", "nobody").status == 64)
    }

    @Test func `verify decodes, and so finds what hides in a scan, unless it is told not to`() throws {
        let folder = try Folder()
        var image = try Sample.fixture(Sample.jpeg)
        #expect(try folder.imageprep("verify", "-", input: image).status == 0)
        // Behind the last MCU, before the end of the image.
        image.insert(contentsOf: Array("hidden words".utf8), at: image.count - 2)
        #expect(try folder.imageprep("verify", "--no-decode", "-", input: image).status == 0)
        let output = try folder.imageprep("verify", "-", input: image)
        #expect(output.status == 1)
        #expect(String(decoding: output.standardOutput, as: UTF8.self).contains("decode"))
    }

    @Test func `benchmark tells every photo's route with its stages`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        let output = try folder.imageprep("benchmark", "a.jpg", "--iterations", "3", "--json")
        #expect(output.status == 0)
        let lines = String(decoding: output.standardOutput, as: UTF8.self).split(separator: "\n")
        let records = try lines.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:] }
        #expect(records.map { $0["route"] as? String } == ["transform", "render"])
        for record in records {
            #expect(record["iterations"] as? Int == 3)
            let times = try #require(record["milliseconds"] as? [String: Double])
            #expect(times.keys.sorted() == ["max", "median", "min", "p95"])
            #expect(
                [times["min"], times["median"], times["p95"], times["max"]].compactMap(\.self) == times.values.sorted())
            #expect((record["stages"] as? [String: Double])?["inspect"] != nil)
            #expect((record["peakMemory"] as? Int ?? 0) > 1 << 20)
        }
    }
}
