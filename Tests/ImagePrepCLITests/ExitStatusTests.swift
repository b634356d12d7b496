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
        ["prepare", "a.jpg", "--output", "out", "--quality", "40", "--min-quality", "60"],
        ["prepare", "a.jpg", "--output", "b.gif"], ["prepare", "a.jpg", "--output", "b.WebP"],
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

    @Test func `help is offered for the command itself, whenever the mistake is noticed`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        for mistake in [["--quality", "0"], ["--format", "png", "--output", "b.jpg"], ["--report", "a.jpg"]] {
            let output = try Command.run(["prepare", "a.jpg", "--output", "out"] + mistake, in: folder.url)
            #expect(output.standardError.contains("imageprep prepare --help"), "\(mistake)")
        }
    }

    @Test(arguments: [
        "--quality", "--min-quality", "--max-bytes", "--max-pixels", "--max-dimension", "--jobs", "--memory",
    ])
    func `a negative number is told from a missing one`(option: String) throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        let output = try folder.imageprep("prepare", "a.jpg", "--output", "out/", option, "-5")
        #expect(output.status == 64)
        #expect(output.standardError.contains("\(option) is ") && output.standardError.contains("not -5"))
    }

    @Test func `several inputs into what is a file say so once, before any work`() throws {
        let folder = try Folder()
        for name in ["a.jpg", "b.jpg"] { try folder.add(name, Sample.fixture(Sample.turnedJPEG)) }
        try folder.add("file", [])
        let output = try folder.imageprep("prepare", "a.jpg", "b.jpg", "--output", "file")
        #expect(output.status == 74)
        #expect(output.standardError == "file is a file, and 2 inputs need a folder.\n")
        #expect(folder.files() == ["a.jpg", "b.jpg", "file"])
    }

    @Test func `help tells defaults, and verify lists nothing of how to encode`() throws {
        let folder = try Folder()
        let help = try folder.imageprep("prepare", "--help")
        let text = String(decoding: help.standardOutput, as: UTF8.self)
        for words in ["20000000", "85000000", "lanczos3)", "50)", "refuse)"] { #expect(text.contains(words)) }
        let verify = String(
            decoding: try folder.imageprep("verify", "--help").standardOutput, as: UTF8.self)
        #expect(verify.contains("--max-bytes") && !verify.contains("--subsampling") && !verify.contains("--edges"))
        try folder.add("good.jpg", Sample.fixture(Sample.jpeg))
        #expect(try folder.imageprep("verify", "good.jpg", "--quality", "80").status == 0)
    }

    @Test func `all five libraries are named`() throws {
        let folder = try Folder()
        let text = String(
            decoding: try folder.imageprep("--version", "--verbose").standardOutput, as: UTF8.self)
        for name in ["libjpeg", "libpng", "libdeflate", "ISA-L", "Little CMS", "libexif"] {
            #expect(text.contains(name))
        }
    }

    @Test(arguments: [["presets"], ["presets", "--json"], ["--version"], ["inspect", "a.jpg"]])
    func `a full standard output is 74`(arguments: [String]) throws {
        guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        let script = "exec \"$imageprep\" \(arguments.joined(separator: " ")) >/dev/full"
        let output = try Command.shell(script, in: folder)
        #expect(output.status == 74)
        #expect(output.standardError.contains("Standard output cannot be written: No space left on device."))
    }

    @Test(arguments: [
        ("prepar", "'prepare'"), ("inspekt", "'inspect'"), ("Verify", "'verify'"), ("bench", "'benchmark'"),
        ("preset", "'presets'"), ("perdict", "'predict'"),
    ])
    func `a mistyped command is told so, and not its options`(word: String, near: String) throws {
        let output = try Folder().imageprep(word, "a.jpg", "-o", "out")
        #expect(output.status == 64)
        #expect(output.standardError.contains("There is no command '\(word)'. Did you mean \(near)?"))
        #expect(!output.standardError.contains("-o'"))
    }

    @Test(arguments: [("--qualty", "--quality"), ("--skip-exist", "--skip-existing"), ("--max-byte", "--max-bytes")])
    func `a mistyped option is told the nearest one`(option: String, near: String) throws {
        let output = try Folder().imageprep("prepare", "a.jpg", "--output", "out", option, "5")
        #expect(output.status == 64)
        #expect(output.standardError.contains("'\(option)'. Did you mean '\(near)'?"))
    }

    @Test func `a limit's message names the option that raises it, and that does`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        let arguments = ["prepare", "a.jpg", "--output", "out/", "--max-dimension", "8"]
        let output = try Command.run(arguments + ["--input-max-memory", "100"], in: folder.url)
        #expect(output.status == 1)
        #expect(
            output.standardError.contains("bytes of working memory, and the limit is 100. --input-max-memory raises it")
        )
        #expect(try Command.run(arguments + ["--input-max-memory", "2GiB"], in: folder.url).status == 0)
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
