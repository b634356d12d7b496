import Foundation
import Testing

struct StreamTests {
    @Test func `standard input to standard output gives what files give`() throws {
        let folder = try Folder()
        let image = try Sample.fixture(Sample.turnedJPEG)
        try folder.add("a.jpg", image)
        let output = try folder.imageprep("prepare", "-", "--output", "-", "--report", "report.jsonl", input: image)
        #expect(output.status == 0)
        _ = try folder.imageprep("prepare", "a.jpg", "--output", "b.jpg")
        #expect(output.standardOutput == (try folder.bytes("b.jpg")))
        let report = try folder.report()
        #expect(report[0]["input"] as? String == "-")
        #expect(report[0]["output"] as? String == "-")
    }

    @Test func `standard input that is no image leaves standard output empty`() throws {
        let folder = try Folder()
        let output = try folder.imageprep("prepare", "-", "--output", "-", input: Sample.text)
        #expect(output.status == 1)
        #expect(output.standardOutput.isEmpty)
        #expect(!output.standardError.isEmpty)
    }

    @Test func `standard input goes into a folder by the name stdin`() throws {
        let folder = try Folder()
        #expect(
            try folder.imageprep("prepare", "-", "--output", "out/", input: Sample.fixture(Sample.jpeg)).status == 0)
        #expect(folder.files(below: "out") == ["stdin.jpg"])
    }

    @Test func `more on standard input than an input may have is refused`() throws {
        let folder = try Folder()
        let image = try Sample.fixture(Sample.jpeg)
        let output = try folder.imageprep(
            "prepare", "-", "--output", "-", "--input-max-bytes", "\(image.count - 1)", input: image)
        #expect(output.status == 1)
        #expect(output.standardError.contains("needs 1,102 input bytes, and the limit is 1,101."))
        #expect(image.count == 1_102)
        #expect(
            try folder.imageprep("prepare", "-", "--output", "-", "--input-max-bytes", "\(image.count)", input: image)
                .status
                == 0)
    }

    @Test func `a pipe gets no progress and --quiet no summary`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        let output = try folder.imageprep("prepare", "a.jpg", "--output", "b.jpg")
        #expect(output.standardError.split(separator: "\n").count == 1)
        #expect(!output.standardError.contains("\r"))
        #expect(try folder.imageprep("prepare", "a.jpg", "--output", "b.jpg", "--quiet").standardError.isEmpty)
    }

    @Test func `inspect and plan tell in words and in JSON`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        let inspected = try folder.imageprep("inspect", "a.jpg", "--json")
        let object = try JSONSerialization.jsonObject(with: Data(inspected.standardOutput)) as? [String: Any]
        #expect(object?["orientation"] as? Int == 6)
        #expect(object?["format"] as? String == "jpeg")
        let planned = try folder.imageprep("plan", "a.jpg")
        #expect(String(decoding: planned.standardOutput, as: UTF8.self).hasPrefix("a.jpg: transform"))
    }

    @Test func `the version is one line, and more with --verbose`() throws {
        let folder = try Folder()
        let short = String(decoding: try folder.imageprep("--version").standardOutput, as: UTF8.self)
        #expect(short.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
        let long = String(decoding: try folder.imageprep("--version", "--verbose").standardOutput, as: UTF8.self)
        #expect(long.hasPrefix(short))
    }
}
