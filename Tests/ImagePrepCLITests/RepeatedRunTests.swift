import Foundation
import Testing

/// Runs that are repeated with --skip-existing.
struct RepeatedRunTests {
    /// A PNG that is under no small budget, so that it becomes a JPEG: noise does not compress.
    private static func noise(seed: UInt64) throws -> [UInt8] {
        var state = seed
        let rows = (0..<64).map { _ in
            [0]
                + (0..<192).map { _ -> UInt8 in
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return UInt8(truncatingIfNeeded: state >> 33)
                }
        }
        return PNGFile.bytes(width: 64, height: 64, rows: rows)
    }

    private func codes(_ folder: Folder) throws -> [String?] {
        try folder.report().map { ($0["error"] as? [String: Any])?["code"] as? String }
    }

    private func statuses(_ folder: Folder) throws -> [String?] {
        try folder.report().map { $0["status"] as? String }
    }

    @Test func `a skipped input keeps its output's name from others, as in the first run`() throws {
        let folder = try Folder()
        try folder.add("in/noise.jpg", Sample.fixture(Sample.turnedJPEG))
        try folder.add("in/noise.png", Self.noise(seed: 1))
        let arguments = ["prepare", "in", "--output", "out", "--max-bytes", "6000", "--report", "report.jsonl"]
        #expect(try Command.run(arguments, in: folder.url).status == 1)
        let first = try folder.bytes("out/noise.jpg")
        #expect(try codes(folder) == [nil, "outputCollision"])
        #expect(try Command.run(arguments + ["--skip-existing"], in: folder.url).status == 1)
        #expect(try codes(folder) == [nil, "outputCollision"])
        #expect(try statuses(folder) == ["skipped", "failed"])
        #expect(try folder.bytes("out/noise.jpg") == first)
    }

    @Test func `equal names in two folders collide in the second run too`() throws {
        let folder = try Folder()
        try folder.add("A/a.jpg", Sample.fixture(Sample.turnedJPEG))
        try folder.add("B/a.jpg", Sample.fixture(Sample.jpeg))
        let arguments = ["prepare", "A", "B", "--output", "out", "--report", "report.jsonl"]
        #expect(try Command.run(arguments, in: folder.url).status == 1)
        let first = try folder.bytes("out/a.jpg")
        let output = try Command.run(arguments + ["--skip-existing"], in: folder.url)
        #expect(output.status == 1)
        #expect(output.standardError.contains("--keep-tree"))
        #expect(try codes(folder) == [nil, "outputCollision"])
        #expect(try folder.bytes("out/a.jpg") == first)
    }

    @Test func `a PNG and a JPEG of one stem collide under --format jpeg in the second run too`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.turnedJPEG))
        try folder.add("in/a.png", Self.noise(seed: 2))
        let arguments = ["prepare", "in", "--output", "out", "--format", "jpeg", "--report", "report.jsonl"]
        for more in [[], ["--skip-existing"]] {
            #expect(try Command.run(arguments + more, in: folder.url).status == 1)
            #expect(try codes(folder) == [nil, "outputCollision"])
            #expect(try folder.report()[0]["width"] as? Int != 64)
        }
    }

    @Test(arguments: [true, false])
    func `an input that changed is prepared again, even where its time went back`(isOlder: Bool) throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.turnedJPEG))
        #expect(try folder.imageprep("prepare", "in", "--output", "out").status == 0)
        try folder.add("in/a.jpg", Sample.fixture("jpeg/420-mcu-o6.jpg"))
        if isOlder {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1_000_000_000)],
                ofItemAtPath: folder.url.appending(path: "in/a.jpg").path)
        }
        _ = try folder.imageprep("prepare", "in", "--output", "expected")
        let output = try folder.imageprep(
            "prepare", "in", "--output", "out", "--skip-existing", "--report", "report.jsonl")
        #expect(output.status == 0)
        #expect(try statuses(folder) == ["prepared"])
        #expect(try folder.bytes("out/a.jpg") == folder.bytes("expected/a.jpg"))
    }

    @Test func `outputs of other options are made again, and those of the same options left`() throws {
        let folder = try Folder()
        try folder.add("in/a.png", Self.noise(seed: 3))
        for (quality, expected) in [("90", "prepared"), ("90", "skipped"), ("40", "prepared"), ("40", "skipped")] {
            let output = try folder.imageprep(
                "prepare", "in", "--output", "out", "--format", "jpeg", "--quality", quality, "--min-quality", "10",
                "--skip-existing", "--report", "report.jsonl")
            #expect(output.status == 0)
            #expect(try statuses(folder) == [expected])
        }
    }

    @Test func `a PNG that became a JPEG is known again`() throws {
        let folder = try Folder()
        try folder.add("in/a.png", Self.noise(seed: 4))
        let arguments = ["prepare", "in", "--output", "out", "--max-bytes", "6000", "--skip-existing"]
        for expected in ["prepared", "skipped"] {
            #expect(try Command.run(arguments + ["--report", "report.jsonl"], in: folder.url).status == 0)
            #expect(try statuses(folder) == [expected])
            #expect(folder.files(below: "out") == ["a.jpg"])
        }
    }

    @Test func `a report in the folder that is prepared is no input of the next run`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        for expected in ["prepared", "skipped"] {
            let output = try folder.imageprep(
                "prepare", ".", "--output", "out", "--skip-existing", "--report", "report.jsonl")
            #expect(output.status == 0)
            #expect(try statuses(folder) == [expected])
        }
    }

    @Test func `a resumed run's report says of what it skips what the first said`() throws {
        let folder = try Folder()
        for number in 0..<3 { try folder.add("in/\(number).jpg", Sample.fixture(Sample.turnedJPEG)) }
        try folder.add("in/bytes\u{301}.jpg", Sample.fixture(Sample.jpeg))
        let arguments = ["prepare", "in", "--output", "out", "--report", "report.jsonl"]
        #expect(try Command.run(arguments, in: folder.url).status == 0)
        let first = try folder.report()
        #expect(try Command.run(arguments + ["--skip-existing"], in: folder.url).status == 0)
        let second = try folder.report()
        #expect(second.count == 4)
        for (before, after) in zip(first, second) {
            #expect(after["status"] as? String == "skipped")
            let texts = try [before, after].map { line in
                let lasting = line.filter { $0.key != "status" && $0.key != "milliseconds" }
                return try JSONSerialization.data(withJSONObject: lasting, options: .sortedKeys)
            }
            #expect(texts[0] == texts[1])
            #expect(after["removed"] is [Any])
        }
    }

    @Test func `without an earlier report a skipped input's line has the output's facts`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.turnedJPEG))
        #expect(try folder.imageprep("prepare", "in", "--output", "out").status == 0)
        let arguments = ["prepare", "in", "--output", "out", "--skip-existing", "--report", "report.jsonl"]
        #expect(try Command.run(arguments, in: folder.url).status == 0)
        let line = try #require(try folder.report().first)
        #expect(line["status"] as? String == "skipped")
        #expect(line["bytesOut"] as? Int == (try folder.bytes("out/a.jpg").count))
        #expect(line["bytesIn"] as? Int == (try folder.bytes("in/a.jpg").count))
        #expect(line["format"] as? String == "jpeg")
        #expect((line["sha256"] as? String)?.utf8.count == 64)
        #expect(line["width"] as? Int ?? 0 > 0)
    }

    @Test func `where outputs lost their notes the report tells what they were made from`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.turnedJPEG))
        let arguments = ["prepare", "in", "--output", "out", "--report", "report.jsonl"]
        #expect(try Command.run(arguments, in: folder.url).status == 0)
        // A copy's bytes are the same, and the note is not taken along.
        _ = try Command.shell("cat out/a.jpg >copy; rm out/a.jpg; cat copy >out/a.jpg", in: folder)
        #expect(try Command.run(arguments + ["--skip-existing"], in: folder.url).status == 0)
        #expect(try statuses(folder) == ["skipped"])
        // Other bytes that keep the promise as well.
        try folder.add("out/a.jpg", Sample.fixture(Sample.jpeg))
        #expect(try Command.run(arguments + ["--skip-existing"], in: folder.url).status == 0)
        #expect(try statuses(folder) == ["prepared"])
    }

    @Test func `an interrupted run keeps the lines of what it did not come to`() throws {
        let folder = try Folder()
        for number in 0..<600 { try folder.add("in/\(number).jpg", Sample.fixture(Sample.turnedJPEG)) }
        let arguments = ["prepare", "in", "--output", "out", "--report", "report.jsonl"]
        #expect(try Command.run(arguments, in: folder.url).status == 0)
        let command = try Command.start(
            Command.path, arguments + ["--skip-existing", "--jobs", "1"], in: folder.url)
        let deadline = Date(timeIntervalSinceNow: 60)
        while try folder.bytes("report.jsonl").count > 200_000, Date() < deadline {
            Thread.sleep(forTimeInterval: 0.0005)
        }
        command.send(SIGINT)
        #expect([0, 130].contains(try command.wait().status))
        #expect(try folder.report().count == 600)
    }

    @Test func `an output that is not what the report says is made again`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.turnedJPEG))
        let arguments = ["prepare", "in", "--output", "out", "--report", "report.jsonl", "--skip-existing"]
        #expect(try Command.run(arguments, in: folder.url).status == 0)
        let made = try folder.bytes("out/a.jpg")
        // Written over in place, so that its note stays with it.
        let handle = try FileHandle(forUpdating: folder.url.appending(path: "out/a.jpg"))
        try handle.seek(toOffset: UInt64(made.count - 20))
        try handle.write(contentsOf: [made[made.count - 20] ^ 1])
        try handle.close()
        #expect(try Command.run(arguments, in: folder.url).status == 0)
        #expect(try folder.bytes("out/a.jpg") == made)
        #expect(try folder.report()[0]["status"] as? String == "prepared")
    }

    @Test func `another input of the same name, size and time is another input`() throws {
        let folder = try Folder()
        let first = try Sample.fixture(Sample.jpeg)
        // A comment's worth of bytes apart, of one length.
        let second = first[..<2] + [0xFF, 0xFE, 0, 3, 7] + first[2...]
        let third = first[..<2] + [0xFF, 0xEB, 0, 3, 9] + first[2...]
        let time = Date(timeIntervalSince1970: 1_700_000_000)
        for (name, bytes) in [("one/a.jpg", second), ("two/a.jpg", third)] {
            try folder.add(name, Array(bytes))
            try FileManager.default.setAttributes(
                [.modificationDate: time], ofItemAtPath: folder.url.appending(path: name).path)
            let output = try folder.imageprep("prepare", name, "--output", "out/", "--skip-existing")
            #expect(output.standardError.contains("1 prepared"), "\(output.standardError)")
        }
    }

    @Test func `an output is left that another program has not touched, and no other`() throws {
        let folder = try Folder()
        for name in ["a", "b"] { try folder.add("in/\(name).jpg", Sample.fixture(Sample.turnedJPEG)) }
        #expect(try folder.imageprep("prepare", "in", "--output", "out").status == 0)
        let made = try folder.bytes("out/b.jpg")
        // In place, so that whatever is kept with the file stays there.
        let file = try FileHandle(forWritingTo: folder.url.appending(path: "out/b.jpg"))
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: Data(Sample.fixture(Sample.jpeg)))
        try file.close()
        let arguments = ["prepare", "in", "--output", "out", "--skip-existing", "--report", "report.jsonl"]
        #expect(try Command.run(arguments, in: folder.url).status == 0)
        #expect(try statuses(folder) == ["skipped", "prepared"])
        #expect(try folder.bytes("out/b.jpg") == made)
    }
}

/// A PNG of 8-bit RGB with stored, which is uncompressed, image data.
enum PNGFile {
    static func bytes(width: Int, height: Int, rows: [[UInt8]]) -> [UInt8] {
        let header = big(width) + big(height) + [8, 2, 0, 0, 0]
        let data = Array(rows.joined())
        var stream: [UInt8] = [0x78, 0x01]
        for start in stride(from: 0, to: data.count, by: 60_000) {
            let block = data[start..<min(start + 60_000, data.count)]
            let count = UInt16(block.count)
            stream.append(start + 60_000 >= data.count ? 1 : 0)
            stream += [UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)] + block
        }
        stream += big(adler(data))
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header) + chunk("IDAT", stream)
            + chunk("IEND", [])
    }

    private static func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
        let named = Array(name.utf8) + body
        return big(body.count) + named + big(Int(crc(named)))
    }

    private static func big(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(value >> $0 & 255) } }

    private static func adler(_ bytes: [UInt8]) -> Int {
        var (a, b) = (1, 0)
        for byte in bytes {
            a = (a + Int(byte)) % 65521
            b = (b + a) % 65521
        }
        return b << 16 | a
    }

    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        var value: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        }
        return ~value
    }
}
