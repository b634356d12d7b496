import Foundation
import Testing

struct NamingTests {
    @Test func `one file goes to the very path`() throws {
        let folder = try Folder()
        try folder.add("in.jpg", Sample.fixture(Sample.turnedJPEG))
        #expect(try folder.imageprep("prepare", "in.jpg", "--output", "out.jpg").status == 0)
        #expect(folder.files() == ["in.jpg", "out.jpg"])
    }

    @Test(arguments: ["out/", "there"])
    func `one file goes into a folder that is named so or is there`(output: String) throws {
        let folder = try Folder()
        try folder.add("sub/in.jpg", Sample.fixture(Sample.turnedJPEG))
        try folder.add("there/other", [])
        #expect(try folder.imageprep("prepare", "sub/in.jpg", "--output", output).status == 0)
        #expect(folder.exists("\(output)/in.jpg"))
    }

    @Test func `several inputs make the output a folder`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        try folder.add("b.jpg", Sample.fixture(Sample.jpeg))
        #expect(try folder.imageprep("prepare", "a.jpg", "b.jpg", "--output", "out").status == 0)
        #expect(folder.files(below: "out") == ["a.jpg", "b.jpg"])
    }

    @Test func `a folder keeps its relative paths and skips what is no image`() throws {
        let folder = try Folder()
        try folder.add("in/b/c/d.JPG", Sample.fixture(Sample.turnedJPEG))
        try folder.add("in/a.jpeg", Sample.fixture(Sample.jpeg))
        try folder.add("in/notes.txt", Sample.text)
        try folder.add("in/empty", [])
        let output = try folder.imageprep("prepare", "in", "--output", "out", "--report", "report.jsonl")
        #expect(output.status == 0)
        #expect(folder.files(below: "out") == ["a.jpeg", "b/c/d.JPG"])
        #expect(output.standardError.contains("2 skipped"))
        let report = try folder.report()
        #expect(report.map { $0["input"] as? String } == ["in/a.jpeg", "in/b/c/d.JPG"])
        #expect(report.map { $0["output"] as? String } == ["out/a.jpeg", "out/b/c/d.JPG"])
    }

    @Test func `what is called an image and is none fails, and what macOS puts beside files is skipped`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.jpeg))
        try folder.add("in/empty.JPG", [])
        try folder.add("in/page.webp", Array("<!DOCTYPE html><p>403 Forbidden</p>".utf8))
        try folder.add("in/zeros.png", [UInt8](repeating: 0, count: 4096))
        try folder.add("in/._a.jpg", [0, 5, 0x16, 7])
        try FileManager.default.createSymbolicLink(
            atPath: folder.url.path + "/in/nowhere.jpeg", withDestinationPath: "missing")
        let output = try folder.imageprep("prepare", "in", "--output", "out", "--report", "report.jsonl")
        #expect(output.status == 1)
        #expect(output.standardError.contains("4 failed (4 notAnImage)") && output.standardError.contains("1 skipped"))
        let failed = try folder.report().filter { $0["status"] as? String == "failed" }
        #expect(
            failed.map { $0["input"] as? String }
                == ["in/empty.JPG", "in/nowhere.jpeg", "in/page.webp", "in/zeros.png"])
        #expect(failed.allSatisfy { ($0["error"] as? [String: Any])?["code"] as? String == "notAnImage" })
        for command in ["verify", "inspect", "plan"] {
            let told = try folder.imageprep(command, "in", "--json")
            #expect(told.status == 1)
            #expect(String(decoding: told.standardOutput, as: UTF8.self).split(separator: "\n").count == 5)
        }
    }

    @Test(arguments: [
        ("photo.png", "photo.jpg"), ("photo", "photo.jpg"), ("photo.v2", "photo.v2.jpg"), (".hidden", ".hidden.jpg"),
        ("photo.JPEG", "photo.JPEG"), ("photo.jfif", "photo.jfif"), ("a.b.png", "a.b.jpg"),
    ])
    func `the extension follows the format`(name: String, expected: String) throws {
        let folder = try Folder()
        try folder.add("in/" + name, Sample.fixture(Sample.jpeg))
        #expect(try folder.imageprep("prepare", "in", "--output", "out/").status == 0)
        #expect(folder.files(below: "out") == [expected])
    }

    @Test(arguments: ["1", "4"])
    func `of two inputs that would write one file the later one fails`(jobs: String) throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.turnedJPEG))
        try folder.add("in/a.png", Sample.fixture(Sample.jpeg))
        try folder.add("in/z.jpg", Sample.fixture(Sample.jpeg))
        let output = try folder.imageprep(
            "prepare", "in", "--output", "out", "--report", "report.jsonl", "--jobs", jobs)
        #expect(output.status == 1)
        let report = try folder.report()
        #expect(report.map { $0["status"] as? String } == ["prepared", "failed", "prepared"])
        #expect((report[1]["error"] as? [String: Any])?["code"] as? String == "outputCollision")
        #expect(folder.files(below: "out") == ["a.jpg", "z.jpg"])
        #expect((report[0]["bytesOut"] as? Int) == (try folder.bytes("out/a.jpg").count))
    }

    @Test func `files of the same name from different folders collide`() throws {
        let folder = try Folder()
        try folder.add("x/a.jpg", Sample.fixture(Sample.turnedJPEG))
        try folder.add("y/a.jpg", Sample.fixture(Sample.jpeg))
        #expect(try folder.imageprep("prepare", "x/a.jpg", "y/a.jpg", "--output", "out").status == 1)
        #expect(folder.files(below: "out") == ["a.jpg"])
    }

    @Test func `outputs of an earlier run are replaced, and not taken for inputs`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        for _ in 0..<2 {
            #expect(try folder.imageprep("prepare", ".", "--output", "out").status == 0)
            #expect(folder.files() == ["a.jpg", "out/a.jpg"])
        }
    }

    @Test func `no input is ever overwritten, under whatever name`() throws {
        let folder = try Folder()
        let original = try Sample.fixture(Sample.turnedJPEG)
        try folder.add("in/a.jpg", original)
        try FileManager.default.linkItem(
            at: folder.url.appending(path: "in/a.jpg"), to: folder.url.appending(path: "link.jpg"))
        for (input, output) in [
            ("in/a.jpg", "in/a.jpg"), ("in", "in"), ("in/a.jpg", "in/../in/"), ("in", "link.jpg/.."),
        ] {
            _ = try folder.imageprep("prepare", input, "--output", output)
        }
        let result = try folder.imageprep("prepare", "in/a.jpg", "--output", "link.jpg", "--report", "report.jsonl")
        #expect(result.status == 1)
        #expect((try folder.report()[0]["error"] as? [String: Any])?["code"] as? String == "outputIsInput")
        #expect(try folder.bytes("in/a.jpg") == original)
        #expect(folder.files() == ["in/a.jpg", "link.jpg", "report.jsonl"])
    }

    @Test func `a file that comes by standard input is an input too`() throws {
        let folder = try Folder()
        let original = try Sample.fixture(Sample.turnedJPEG)
        try folder.add("a.jpg", original)
        let output = try Command.shell("exec \"$imageprep\" prepare - --output a.jpg <a.jpg", in: folder)
        #expect(output.status == 1)
        #expect(output.standardError.contains("is one of the inputs"))
        let report = "exec \"$imageprep\" prepare - --output b.jpg --report a.jpg <a.jpg"
        #expect(try Command.shell(report, in: folder).status == 64)
        #expect(folder.files() == ["a.jpg"])
        #expect(try folder.bytes("a.jpg") == original)
    }

    @Test(arguments: [
        ["in/a.jpg", "--output", "a.jpg"], ["in/a.jpg", "in/b.jpg", "--output", "./"], ["in", "--output", "."],
    ])
    func `no output replaces the report, whatever it is called`(arguments: [String]) throws {
        let folder = try Folder()
        for name in ["a.jpg", "b.jpg"] { try folder.add("in/" + name, Sample.fixture(Sample.turnedJPEG)) }
        let output = try Command.run(["prepare"] + arguments + ["--report", "./a.jpg"], in: folder.url)
        #expect(output.status == 74)
        let first = try #require(try folder.report("a.jpg").first)
        #expect((first["error"] as? [String: Any])?["code"] as? String == "outputUnwritable")
        #expect(output.standardError.contains("it is the report"))
    }

    @Test func `a photo whose name begins like a temporary file's is prepared`() throws {
        let folder = try Folder()
        try folder.add("in/.imageprep-holiday.jpg", Sample.fixture(Sample.turnedJPEG))
        try folder.add("in/.imageprep-1-2.tmp", Sample.fixture(Sample.turnedJPEG))
        #expect(try folder.imageprep("prepare", "in", "--output", "out").status == 0)
        #expect(folder.files(below: "out") == [".imageprep-holiday.jpg"])
    }

    @Test func `a name cannot turn the text around it`() throws {
        let folder = try Folder()
        try folder.add("a\u{202E}gpj.jpg", Sample.text)
        let output = try folder.imageprep("prepare", "a\u{202E}gpj.jpg", "--output", "b.jpg")
        #expect(output.standardError.contains("a\\u{202e}gpj.jpg"))
        #expect(!output.standardError.unicodeScalars.contains("\u{202E}"))
    }

    @Test func `names with line breaks, quotes and bytes that are no UTF-8 are kept and reported`() throws {
        let folder = try Folder()
        let names: [[UInt8]] = [
            Array("line\nbreak.jpg".utf8), Array("quo\"te\\.jpg".utf8), Array("ümläut \u{1F4F7}.jpg".utf8),
            Array("bad".utf8) + [0xFF, 0xC3, 0x28] + Array(".jpg".utf8),
        ]
        let image = try Sample.fixture(Sample.turnedJPEG)
        for (number, name) in names.enumerated() {
            // Not every file system takes every name.
            guard try writeFile(Array((folder.url.path + "/").utf8) + name, image) else { continue }
            let arguments: [[UInt8]] = [
                Array("prepare".utf8), name, Array("--output".utf8), Array("out/".utf8), Array("--report".utf8),
                Array("\(number).jsonl".utf8),
            ]
            #expect(try Command.run(bytes: arguments, in: folder.url).status == 0)
            let text = String(decoding: try folder.bytes("\(number).jsonl"), as: UTF8.self)
            #expect(text.split(separator: "\n").count == 1)
            #expect(text.utf8.allSatisfy { $0 < 0x80 })
            if let valid = String(validating: name, as: UTF8.self) {
                let report = try folder.report("\(number).jsonl")
                #expect(report[0]["input"] as? String == valid)
                #expect(folder.exists(report[0]["output"] as? String ?? ""))
            } else {
                // As PEP 383 has it.
                #expect(text.contains(#""input":"bad\udcff\udcc3(.jpg""#))
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.appending(path: "out").path).count >= 3)
    }

    /// By the path's bytes, which need not be a string. False where the file system refuses the name.
    private func writeFile(_ path: [UInt8], _ bytes: [UInt8]) throws -> Bool {
        let terminated = path.map { CChar(bitPattern: $0) } + [0]
        let file = unsafe open(terminated, O_WRONLY | O_CREAT, 0o600)
        guard file >= 0 else { return false }
        defer { close(file) }
        return unsafe write(file, bytes, bytes.count) == bytes.count
    }
}
