import Foundation
import Testing

/// Where outputs may go, and what must not be replaced.
struct OutputPlaceTests {
    #if os(Linux)
    @Test(arguments: ["leads", "out/a.jpg"])
    func `a link to an open file is never replaced`(output: String) throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.turnedJPEG))
        try folder.add("open", Array("before".utf8))
        try folder.add("out/other", [])
        let link = folder.url.appending(path: output).path
        let target = output == "leads" ? "leads" : "out"
        let input = output == "leads" ? "in/a.jpg" : "in"
        // 9 is open in the command as well.
        let script = """
            ln -s /proc/self/fd/9 '\(link)'
            exec 9<>open; exec "$imageprep" prepare \(input) --output \(target)
            """
        let result = try Command.shell(script, in: folder)
        #expect(result.status == (output == "leads" ? 64 : 74))
        #expect(result.standardError.contains("/fd/9"))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "/proc/self/fd/9")
        #expect(try folder.bytes("open") == Array("before".utf8))
    }

    @Test func `a link to standard output is standard output`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        _ = try folder.imageprep("prepare", "a.jpg", "--output", "expected.jpg")
        let link = folder.url.appending(path: "link").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/proc/self/fd/1")
        let script = "exec \"$imageprep\" prepare a.jpg --output link >f"
        #expect(try Command.shell(script, in: folder).status == 0)
        #expect(try folder.bytes("f") == folder.bytes("expected.jpg"))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "/proc/self/fd/1")
    }
    #endif

    @Test(arguments: [["a.jpg", "b.jpg"], ["in"]])
    func `several inputs to the name of one image are a mistake, told before any work`(inputs: [String]) throws {
        let folder = try Folder()
        for name in ["a.jpg", "b.jpg", "in/c.jpg"] { try folder.add(name, Sample.fixture(Sample.turnedJPEG)) }
        let before = folder.files()
        for name in ["two.jpg", "two.webp"] {
            let output = try Command.run(["prepare"] + inputs + ["--output", name], in: folder.url)
            #expect(output.status == 64)
            #expect(output.standardError.contains("\(name)/"))
            #expect(folder.files() == before)
        }
        #expect(try Command.run(["prepare"] + inputs + ["--output", "two.jpg/"], in: folder.url).status == 0)
        // There now.
        #expect(try Command.run(["prepare"] + inputs + ["--output", "two.jpg"], in: folder.url).status == 0)
    }

    @Test func `one file named twice is prepared once`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.turnedJPEG))
        try FileManager.default.createSymbolicLink(
            atPath: folder.url.path + "/linked", withDestinationPath: "in")
        for more in [["in/a.jpg"], ["./in/a.jpg"], ["in"], ["linked"]] {
            let output = try Command.run(
                ["prepare", "in/a.jpg"] + more + ["--output", "out/", "--report", "report.jsonl"], in: folder.url)
            #expect(output.status == 0)
            #expect(output.standardError.contains("1 named twice"))
            #expect(try folder.report().count == 1)
        }
    }

    @Test func `equal names stay apart with --keep-tree, and all lie in one folder with --flatten`() throws {
        let folder = try Folder()
        let (one, two) = (try Sample.fixture(Sample.jpeg), try Sample.fixture("jpeg/420-mcu-o6.jpg"))
        for (name, image) in [("d1/a.jpg", one), ("d2/a.jpg", two), ("d2/sub/b.jpg", two)] {
            try folder.add(name, image)
        }
        let plain = try folder.imageprep("prepare", "d1", "d2", "--output", "plain")
        #expect(plain.status == 1)
        #expect(plain.standardError.contains("--keep-tree"))
        let tree = try folder.imageprep(
            "prepare", "d1", "../\(folder.url.lastPathComponent)/d2", "--output", "tree", "--keep-tree")
        #expect(tree.status == 0)
        #expect(
            folder.files(below: "tree")
                == [
                    "\(folder.url.lastPathComponent)/d2/a.jpg", "\(folder.url.lastPathComponent)/d2/sub/b.jpg",
                    "d1/a.jpg",
                ].sorted())
        #expect(try folder.bytes("tree/d1/a.jpg") == one)
        #expect(try folder.imageprep("prepare", "d2", "--output", "flat", "--flatten").status == 0)
        #expect(folder.files(below: "flat") == ["a.jpg", "b.jpg"])
        #expect(try folder.imageprep("prepare", "d2", "--output", "x", "--flatten", "--keep-tree").status == 64)
    }

    @Test(arguments: ["one", "folder"])
    func `a file that was there stays with --no-clobber`(kind: String) throws {
        let folder = try Folder()
        for name in ["in/a.jpg", "in/b.jpg"] { try folder.add(name, Sample.fixture(Sample.turnedJPEG)) }
        try folder.add("out/a.jpg", Sample.text)
        let arguments = kind == "one" ? ["in/a.jpg", "--output", "out/a.jpg"] : ["in", "--output", "out"]
        let output = try Command.run(
            ["prepare", "--no-clobber", "--report", "report.jsonl"] + arguments, in: folder.url)
        #expect(output.status == 1)
        #expect((try folder.report()[0]["error"] as? [String: Any])?["code"] as? String == "outputExists")
        #expect(try folder.bytes("out/a.jpg") == Sample.text)
        #expect(folder.files(below: "out") == (kind == "one" ? ["a.jpg"] : ["a.jpg", "b.jpg"]))
    }

    @Test func `what stands in the way of an output is named`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.turnedJPEG))
        try folder.add("file", Sample.text)
        try FileManager.default.createSymbolicLink(
            atPath: folder.url.path + "/nowhere", withDestinationPath: "missing")
        for (input, output, sentence) in [
            ("in", "file/sub", "file is a file, not a folder"),
            ("in/a.jpg", "file/sub/b.jpg", "file is a file, not a folder"),
            ("in", "nowhere", "nowhere is a link that leads nowhere"),
            ("in/a.jpg", "nowhere", "nowhere is a link that leads nowhere"),
        ] {
            let result = try folder.imageprep("prepare", input, "--output", output)
            #expect(result.status == 74)
            #expect(result.standardError.contains(sentence), "\(result.standardError)")
        }
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.url.path + "/nowhere") == "missing")
    }

    @Test func `an input that is replaced while its folder is prepared into itself stays`() throws {
        let folder = try Folder()
        let (first, second) = (try Sample.fixture(Sample.turnedJPEG), try Sample.fixture("jpeg/420-mcu-o6.jpg"))
        for number in 0..<400 {
            try folder.add("x/\(number).jpg", first)
            try folder.add("new/\(number).jpg", second)
        }
        let command = try Command.start(
            Command.path, ["prepare", "x", "--output", "x", "--jobs", "1"], in: folder.url)
        // Renaming gives each name another file, which is not among those that the run has seen.
        for number in 0..<400 {
            unsafe rename(
                folder.url.appending(path: "new/\(number).jpg").path, folder.url.appending(path: "x/\(number).jpg").path
            )
        }
        #expect(try command.wait().status == 1)
        for number in 0..<400 { #expect(try folder.bytes("x/\(number).jpg") == second) }
    }
}
