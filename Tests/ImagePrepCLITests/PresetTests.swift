import Foundation
import Testing

struct PresetTests {
    @Test func `every preset has its limits, a source and a date`() throws {
        let folder = try Folder()
        let lines = String(decoding: try folder.imageprep("presets", "--json").standardOutput, as: UTF8.self)
        let presets = try lines.split(separator: "\n").map { line in
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
        }
        #expect(
            presets.map { $0["preset"] as? String }
                == ["clarifai", "rekognition", "google-vision", "openai", "anthropic", "gemini"])
        for preset in presets {
            #expect((preset["source"] as? String)?.contains(".com") == true || preset["preset"] as? String == "gemini")
            #expect((preset["date"] as? String)?.wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil)
        }
        // The largest file that is allowed has to fit in base64, four bytes for each three that were begun.
        let anthropic = try #require(presets[4]["maxBytes"] as? Int)
        #expect((anthropic - 1 + 2) / 3 * 4 <= 5_242_880)
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
