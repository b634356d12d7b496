import Foundation
import Testing

/// Outputs in the place of their inputs.
struct InPlaceTests {
    @Test func `inputs are replaced by what another run writes elsewhere`() throws {
        let folder = try Folder()
        for name in ["in/a.jpg", "in/sub/b.jpg"] { try folder.add(name, Sample.fixture(Sample.turnedJPEG)) }
        try folder.add("in/clean.jpg", Sample.fixture(Sample.jpeg))
        _ = try folder.imageprep("prepare", "in", "--output", "expected")
        let path = folder.url.appending(path: "in/a.jpg").path
        unsafe chmod(path, 0o640)
        let before =
            try FileManager.default.attributesOfItem(
                atPath: folder.url.appending(path: "in/clean.jpg").path)[.systemFileNumber] as? Int
        let output = try folder.imageprep("prepare", "in", "--in-place", "--report", "report.jsonl")
        #expect(output.status == 0)
        #expect(folder.files(below: "in") == ["a.jpg", "clean.jpg", "sub/b.jpg"])
        for name in folder.files(below: "in") {
            #expect(try folder.bytes("in/" + name) == folder.bytes("expected/" + name))
        }
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o640)
        // What is as it should be is not even written.
        let after =
            try FileManager.default.attributesOfItem(
                atPath: folder.url.appending(path: "in/clean.jpg").path)[.systemFileNumber] as? Int
        #expect(after == before)
        #expect(try folder.report().map { $0["output"] as? String } == ["in/a.jpg", "in/clean.jpg", "in/sub/b.jpg"])
    }

    /// What was taken out of a replaced input, no later run can tell.
    @Test func `a second run adds to the report and takes nothing from it`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.turnedJPEG))
        for _ in 0..<2 { _ = try folder.imageprep("prepare", "in", "--in-place", "--report", "report.jsonl") }
        _ = try folder.imageprep("prepare", "in", "--in-place", "--report", "report.jsonl", "--dry-run")
        let lines = try folder.report()
        #expect(lines.map { $0["route"] as? String } == ["transform", "copy", "copy"])
        #expect(lines.map { $0["status"] as? String } == ["prepared", "prepared", "planned"])
        #expect((lines[0]["removed"] as? [Any])?.isEmpty == false)
    }

    @Test func `a budget makes no JPEG of a PNG that keeps its name`() throws {
        let folder = try Folder()
        let original = try Sample.fixture("png/rgb8-o1.png")
        try folder.add("in/a.png", original)
        let output = try folder.imageprep(
            "prepare", "in", "--in-place", "--report", "report.jsonl", "--allow-loss", "--max-bytes",
            "\(original.count / 2)")
        #expect(output.status == 0)
        let bytes = try folder.bytes("in/a.png")
        #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) && bytes.count < original.count / 2)
    }

    @Test func `links in a folder stay, and what they lead to`() throws {
        let folder = try Folder()
        let original = try Sample.fixture(Sample.turnedJPEG)
        try folder.add("elsewhere/b.jpg", original)
        try folder.add("in/a.jpg", original)
        for (link, target) in [("in/b.jpg", "../elsewhere/b.jpg"), ("in/more", "../elsewhere")] {
            try FileManager.default.createSymbolicLink(
                atPath: folder.url.appending(path: link).path, withDestinationPath: target)
        }
        let output = try folder.imageprep("prepare", "in", "--in-place", "--report", "report.jsonl")
        #expect(output.status == 0)
        #expect(try folder.bytes("elsewhere/b.jpg") == original)
        #expect(try folder.report().map { $0["input"] as? String } == ["in/a.jpg"])
    }

    @Test func `what would lose pixels stays, unless it is asked for`() throws {
        let folder = try Folder()
        let original = try Sample.fixture("jpeg/420-mcu-o6.jpg")
        try folder.add("in/a.jpg", original)
        let arguments = ["prepare", "in", "--in-place", "--report", "report.jsonl", "--max-dimension", "8"]
        let output = try Command.run(arguments, in: folder.url)
        #expect(output.status == 1)
        #expect((try folder.report()[0]["error"] as? [String: Any])?["code"] as? String == "wouldLosePixels")
        #expect(output.standardError.contains("--allow-loss"))
        #expect(try folder.bytes("in/a.jpg") == original)
        #expect(try Command.run(arguments + ["--allow-loss"], in: folder.url).status == 0)
        #expect(try folder.report().last?["width"] as? Int ?? 9 <= 8)
        #expect(try folder.bytes("in/a.jpg") != original)
        #expect(folder.files(below: "in") == ["a.jpg"])
    }

    @Test func `no file gets another format under its name`() throws {
        let folder = try Folder()
        let original = try Sample.fixture("bmp/rgb24.bmp")
        try folder.add("in/a.bmp", original)
        let output = try folder.imageprep(
            "prepare", "in", "--in-place", "--allow-loss", "--report", "report.jsonl")
        #expect(output.status == 1 && output.standardError.contains("under its name"))
        #expect((try folder.report()[0]["error"] as? [String: Any])?["code"] as? String == "wouldChangeFormat")
        #expect(try folder.bytes("in/a.bmp") == original)
    }

    @Test(arguments: [
        ["a.jpg", "--in-place"], ["a.jpg", "--in-place", "--output", "b.jpg", "--report", "r"],
        ["a.jpg", "--in-place", "--report", "r", "--format", "png"], ["-", "--in-place", "--report", "r"],
        ["a.jpg", "--in-place", "--report", "r", "--skip-existing"],
        ["a.jpg", "--in-place", "--report", "r", "--no-clobber"], ["a.jpg", "--output", "b.jpg", "--allow-loss"],
    ])
    func `what would be unsafe or mean nothing is a mistake`(arguments: [String]) throws {
        let folder = try Folder()
        let original = try Sample.fixture(Sample.turnedJPEG)
        try folder.add("a.jpg", original)
        #expect(try Command.run(["prepare"] + arguments, in: folder.url).status == 64)
        #expect(folder.files() == ["a.jpg"])
        #expect(try folder.bytes("a.jpg") == original)
    }

    @Test func `links stay links, and a file of several names stays as it is`() throws {
        let folder = try Folder()
        let original = try Sample.fixture(Sample.turnedJPEG)
        for name in ["a.jpg", "b.jpg"] { try folder.add(name, original) }
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: folder.url.path + "/link.jpg", withDestinationPath: "a.jpg")
        try manager.linkItem(atPath: folder.url.path + "/b.jpg", toPath: folder.url.path + "/c.jpg")
        #expect(try folder.imageprep("prepare", "link.jpg", "--in-place", "--report", "r").status == 0)
        #expect(try manager.destinationOfSymbolicLink(atPath: folder.url.path + "/link.jpg") == "a.jpg")
        #expect(try folder.bytes("a.jpg") != original)
        let output = try folder.imageprep("prepare", "b.jpg", "--in-place", "--report", "r")
        #expect(output.status == 74)
        #expect(output.standardError.contains("2 names by hard links"))
        #expect(try folder.bytes("b.jpg") == original)
    }

    @Test func `a file that is replaced meanwhile stays what it became`() throws {
        let folder = try Folder()
        let (first, second) = (try Sample.fixture(Sample.turnedJPEG), try Sample.fixture("jpeg/420-mcu-o6.jpg"))
        for number in 0..<400 {
            try folder.add("x/\(number).jpg", first)
            try folder.add("new/\(number).jpg", second)
        }
        try folder.add("new/a.jpg", second)
        _ = try folder.imageprep("prepare", "new/a.jpg", "--output", "second.jpg")
        let command = try Command.start(
            Command.path, ["prepare", "x", "--in-place", "--report", "r", "--jobs", "1"], in: folder.url)
        for number in 0..<400 {
            unsafe rename(
                folder.url.appending(path: "new/\(number).jpg").path, folder.url.appending(path: "x/\(number).jpg").path
            )
        }
        _ = try command.wait()
        // The new file, or what was made of the new file; never what was made of the old.
        let fine = [second, try folder.bytes("second.jpg")]
        for number in 0..<400 { #expect(fine.contains(try folder.bytes("x/\(number).jpg"))) }
        #expect(folder.files(below: "x").count == 400)
    }

    @Test func `nothing is replaced once the report cannot be written`() throws {
        guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
        let folder = try Folder()
        let original = try Sample.fixture(Sample.turnedJPEG)
        for name in ["a", "b", "c"] { try folder.add("in/\(name).jpg", original) }
        let output = try folder.imageprep("prepare", "in", "--in-place", "--report", "/dev/full")
        #expect(output.status == 74)
        #expect(try folder.bytes("in/b.jpg") == original)
        #expect(try folder.bytes("in/c.jpg") == original)
    }
}
