import Foundation
import Testing

/// What a run tells on the terminal and to programs.
struct TellingTests {
    /// Half of its rows are missing, which `--truncated render` takes with a warning.
    private static func cutShort() throws -> [UInt8] {
        let image = try Sample.fixture("jpeg/420-mcu-o6.jpg")
        return Array(image.prefix(image.count * 3 / 4))
    }

    private func events(_ output: Command.Output) throws -> [[String: Any]] {
        try String(decoding: output.standardOutput, as: UTF8.self).split(separator: "\n").map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
        }
    }

    @Test func `warnings reach the terminal with the file's name, and the summary counts them`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Self.cutShort())
        try folder.add("in/b.jpg", Sample.fixture(Sample.jpeg))
        let arguments = ["prepare", "in", "--output", "out", "--truncated", "render"]
        let output = try Command.run(arguments, in: folder.url)
        #expect(output.status == 0)
        #expect(output.standardError.contains("in/a.jpg: warning: "))
        #expect(output.standardError.contains("), 1 with warnings; "))
        #expect(output.standardError.contains("  1 x warning: "))
        #expect(try Command.run(arguments + ["--quiet"], in: folder.url).standardError.isEmpty)
    }

    @Test func `of one kind of warning ten are told, all with --verbose`() throws {
        let folder = try Folder()
        for number in 0..<30 { try folder.add("in/\(number).jpg", Self.cutShort()) }
        let arguments = ["prepare", "in", "--output", "out", "--truncated", "render"]
        func lines(_ more: [String]) throws -> Int {
            let text = try Command.run(arguments + more, in: folder.url).standardError
            return text.split(separator: "\n").count { $0.contains(".jpg: warning: ") }
        }
        let perFile = try lines(["--include", "7.jpg"])
        #expect(perFile > 0)
        #expect(try lines([]) == 10 * perFile)
        #expect(try lines(["--verbose"]) == 30 * perFile)
    }

    @Test func `a budget that leaves next to nothing is warned of, and --min-dimension refuses it`() throws {
        let folder = try Folder()
        // 32x64, which comes to a pixel.
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        let small = ["prepare", "a.jpg", "--max-bytes", "500"]
        let output = try Command.run(small + ["--output", "b.jpg"], in: folder.url)
        #expect(output.status == 0)
        #expect(output.standardError.contains("a.jpg: warning: Fewer than 500 bytes left "))
        let refused = try Command.run(small + ["--output", "c.jpg", "--min-dimension", "4"], in: folder.url)
        #expect(refused.status == 1)
        #expect(!folder.exists("c.jpg"))
        #expect(
            try Command.run(
                small + ["--output", "c.jpg", "--min-dimension", "9", "--max-dimension", "8"], in: folder.url
            )
            .status == 64)
    }

    @Test func `a dry run has a line for each input, with its route and its output`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.turnedJPEG))
        try folder.add("in/b.png", Sample.fixture(Sample.jpeg))
        let output = try folder.imageprep("prepare", "in", "--output", "out", "--dry-run")
        let lines = String(decoding: output.standardOutput, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix("in/a.jpg -> out/a.jpg: transform to jpeg "))
        #expect(lines[1].hasPrefix("in/b.png -> out/b.jpg: "))
        #expect(!folder.exists("out"))
        #expect(try folder.imageprep("prepare", "in", "--dry-run", "--quiet").standardOutput.isEmpty)
        let bare = try folder.imageprep("prepare", "in", "--dry-run")
        #expect(String(decoding: bare.standardOutput, as: UTF8.self).hasPrefix("in/a.jpg: transform to jpeg "))
    }

    @Test func `--verbose has a line for each input`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.turnedJPEG))
        let output = try folder.imageprep("prepare", "in", "--output", "out", "--verbose")
        #expect(output.standardError.contains("in/a.jpg -> out/a.jpg: transform, "))
        #expect(try folder.imageprep("prepare", "in", "--output", "out", "--verbose", "--quiet").status == 64)
    }

    @Test func `a report is added to with --append-report`() throws {
        let folder = try Folder()
        for name in ["a", "b"] { try folder.add("in/\(name).jpg", Sample.fixture(Sample.turnedJPEG)) }
        for name in ["a", "b"] {
            let output = try folder.imageprep(
                "prepare", "in/\(name).jpg", "--output", "out/", "--report", "report.jsonl", "--append-report")
            #expect(output.status == 0)
        }
        #expect(try folder.report().map { $0["input"] as? String } == ["in/a.jpg", "in/b.jpg"])
        #expect(try folder.imageprep("prepare", "in", "--output", "out", "--append-report").status == 64)
    }

    @Test func `events tell the start, failures, warnings, progress and the end`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Self.cutShort())
        try folder.add("in/b.jpg", Sample.text)
        let output = try folder.imageprep("prepare", "in", "--output", "out", "--truncated", "render", "--json")
        #expect(output.status == 1)
        let told = try events(output)
        #expect(told.first?["event"] as? String == "start")
        #expect(told.first?["inputs"] as? Int == 2)
        #expect(told.contains { $0["event"] as? String == "warning" && $0["input"] as? String == "in/a.jpg" })
        #expect(told.contains { $0["event"] as? String == "failure" && $0["code"] as? String == "notAnImage" })
        #expect(told.contains { $0["event"] as? String == "progress" && $0["total"] as? Int == 2 })
        let end = try #require(told.last)
        #expect(end["event"] as? String == "end")
        #expect(end["prepared"] as? Int == 1 && end["failed"] as? Int == 1 && end["status"] as? Int == 1)
        #expect(end["bytesIn"] as? Int == (try Self.cutShort().count))
        #expect(try folder.imageprep("prepare", "in/a.jpg", "--output", "-", "--json").status == 64)
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "needs a terminal"))
    func `a terminal gets color, unless NO_COLOR is set`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.text)
        for (variable, isColored) in [("NO_COLOR=", true), ("NO_COLOR=1", false), ("TERM=dumb", false)] {
            let script = """
                script -qec "env TERM=xterm \(variable) '\(Command.path)' prepare in --output out" /dev/null >told </dev/null
                """
            _ = try Command.shell(script, in: folder)
            let told = String(decoding: try folder.bytes("told"), as: UTF8.self)
            #expect(told.contains("in/a.jpg:"))
            #expect(told.contains("\u{1B}[31m") == isColored, "\(variable)")
        }
    }
}
