import Foundation
import Testing

struct ExitStatusTests {
    @Test func `a missing input fails, the others are prepared`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        let output = try folder.imageprep(
            "prepare", "missing.jpg", "a.jpg", "--output", "out", "--report", "report.jsonl")
        #expect(output.status == 1)
        #expect(output.standardError.contains("missing.jpg"))
        #expect((try folder.report()[0]["error"] as? [String: Any])?["code"] as? String == "inputMissing")
        #expect(folder.files(below: "out") == ["a.jpg"])
    }

    @Test func `a folder without images is 1`() throws {
        let folder = try Folder()
        try folder.add("in/notes.txt", Sample.text)
        #expect(try folder.imageprep("prepare", "in", "--output", "out").status == 1)
        #expect(try folder.imageprep("inspect", "in").status == 1)
        #expect(!folder.exists("out"))
    }

    @Test(arguments: [
        ["prepare", "a.jpg"], ["prepare", "--output", "out"],
        ["prepare", "a.jpg", "--output", "out", "--quality", "0"],
        ["prepare", "a.jpg", "--output", "out", "--max-bytes", "20XB"],
        ["prepare", "a.jpg", "--output", "out", "--max-bytes", "-1"],
        ["prepare", "a.jpg", "--output", "out", "--jobs", "0"],
        ["prepare", "a.jpg", "--output", "out", "--background", "red"],
        ["prepare", "a.jpg", "a.jpg", "--output", "-"], ["prepare", ".", "--output", "-"],
        ["prepare", "a.jpg", "--output", "-", "--report", "-"],
        ["prepare", "a.jpg", "--output", "b.png", "--format", "jpeg"],
        ["prepare", "a.jpg", "--output", "out", "--report", "a.jpg"],
        ["prepare", "a.jpg", "--output", "out", "--no-such-option"], ["no-such-command"], ["inspect"],
    ])
    func `what cannot be understood is 64 and touches nothing`(arguments: [String]) throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        #expect(try Command.run(arguments, in: folder.url).status == 64)
        #expect(folder.files() == ["a.jpg"])
        #expect(try folder.bytes("a.jpg") == Sample.fixture(Sample.turnedJPEG))
    }

    @Test func `a report that cannot be written is 74, before any work`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        let output = try folder.imageprep("prepare", "a.jpg", "--output", "out/", "--report", "no/such/folder.jsonl")
        #expect(output.status == 74)
        #expect(folder.files() == ["a.jpg"])
    }

    @Test func `an output folder that is a file is 74`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        try folder.add("file", [])
        #expect(try folder.imageprep("prepare", "a.jpg", "--output", "file/").status == 74)
        #expect(folder.files() == ["a.jpg", "file"])
    }

    @Test func `a full disk is 74 and leaves nothing`() throws {
        guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        let output = try folder.imageprep("prepare", "a.jpg", "--output", "out/", "--report", "/dev/full")
        #expect(output.status == 74)
    }

    @Test func `verify is 1 where a file does not keep the promise, and names the breach`() throws {
        let folder = try Folder()
        try folder.add("good.jpg", Sample.fixture(Sample.jpeg))
        try folder.add("bad.jpg", Sample.fixture(Sample.turnedJPEG))
        #expect(try folder.imageprep("verify", "good.jpg").status == 0)
        let output = try folder.imageprep("verify", "good.jpg", "bad.jpg", "--json")
        #expect(output.status == 1)
        let lines = String(decoding: output.standardOutput, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].contains(#""verified":true"#))
        #expect(lines[1].contains(#""code":"orientation""#))
        #expect(try folder.imageprep("verify", "good.jpg", "--max-bytes", "100").status == 1)
    }
}
