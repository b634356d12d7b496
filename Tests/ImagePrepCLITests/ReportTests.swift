import Foundation
import Testing

struct ReportTests {
    @Test func `a report takes the place of no file that is none`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.jpeg))
        for (name, bytes) in [("notes.txt", Sample.text), ("other.jpg", try Sample.fixture(Sample.jpeg))] {
            try folder.add(name, bytes)
            let output = try folder.imageprep("prepare", "a.jpg", "--output", "out/", "--report", name)
            #expect(output.status == 64)
            #expect(try folder.bytes(name) == bytes)
        }
        try folder.add("empty.jsonl", [])
        for _ in 0..<2 {
            let output = try folder.imageprep("prepare", "a.jpg", "--output", "out/", "--report", "empty.jsonl")
            #expect(output.status == 0)
        }
        #expect(try folder.report("empty.jsonl").count == 1)
    }

    @Test func `a line that is added begins one of its own`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.jpeg))
        try folder.add("report.jsonl", Array(#"{"schema":1,"input":"x.jpg"}"#.utf8))
        let output = try folder.imageprep(
            "prepare", "a.jpg", "--output", "out/", "--report", "report.jsonl", "--append-report")
        #expect(output.status == 0)
        #expect(try folder.report().map { $0["input"] as? String } == ["x.jpg", "a.jpg"])
    }

    /// Prepares the same folder and returns outputs and the report without its times.
    private func run(jobs: Int, _ folder: Folder) throws -> (files: [String: [UInt8]], report: [String]) {
        let output = "out\(jobs)"
        let result = try folder.imageprep(
            "prepare", "in", "--output", output, "--report", "\(jobs).jsonl", "--jobs", "\(jobs)")
        #expect(result.status == 1)
        let files = try folder.files(below: output).map { ($0, try folder.bytes("\(output)/\($0)")) }
        let report = String(decoding: try folder.bytes("\(jobs).jsonl"), as: UTF8.self)
            .replacing(/"milliseconds":[0-9.]+/, with: "").replacing("\"\(output)/", with: "\"out/")
        return (Dictionary(uniqueKeysWithValues: files), report.split(separator: "\n").map(String.init))
    }

    @Test func `any number of jobs gives the same files and the same report`() throws {
        let folder = try Folder()
        for (number, name) in ["jpeg/444-mcu-o1.jpg", "jpeg/420-mcu-o6.jpg", "metadata/app1-other.jpg"].enumerated() {
            for copy in 0..<20 { try folder.add("in/\(copy)/\(number).jpg", Sample.fixture(name)) }
        }
        try folder.add("in/7/broken.jpg", [0xFF, 0xD8, 0xFF, 0xE0])
        let one = try run(jobs: 1, folder)
        let four = try run(jobs: 4, folder)
        #expect(one.report == four.report)
        #expect(one.files == four.files)
        #expect(one.report.count == 61)
        #expect(one.files.count == 60)
    }

    @Test func `every line has every key, and what it says is so`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.turnedJPEG))
        try folder.add("in/b.jpg", [0xFF, 0xD8, 0xFF])
        #expect(try folder.imageprep("prepare", "in", "--output", "out", "--report", "report.jsonl").status == 1)
        let report = try folder.report()
        #expect(Set(report[0].keys) == Set(report[1].keys))
        #expect(report[0]["schema"] as? Int == 1)
        #expect(report[0]["status"] as? String == "prepared")
        #expect(report[0]["orientation"] as? Int == 6)
        #expect(report[0]["route"] as? String == "transform")
        #expect(report[0]["lossless"] as? Bool == true)
        #expect(report[0]["bytesIn"] as? Int == (try folder.bytes("in/a.jpg").count))
        #expect(report[0]["bytesOut"] as? Int == (try folder.bytes("out/a.jpg").count))
        #expect(report[1]["status"] as? String == "failed")
        let error = report[1]["error"] as? [String: Any]
        #expect(error?["code"] is String)
        #expect((error?["message"] as? String)?.hasSuffix(".") == true)
    }

    #if os(Linux)
    @Test func `a report that does not fit is told in a sentence and is 74, and the images are there`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.turnedJPEG))
        try folder.add("in/b.jpg", Sample.fixture(Sample.jpeg))
        let output = try folder.imageprep("prepare", "in", "--output", "out", "--report", "/dev/full")
        #expect(output.status == 74)
        #expect(output.standardError.contains("/dev/full cannot be written: No space left on device."))
        #expect(folder.files(below: "out") == ["a.jpg", "b.jpg"])
    }
    #endif

    @Test(.enabled(if: ReportTests.sha256sum != nil, "needs sha256sum")) func `the digest is that of the file`() throws
    {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        _ = try folder.imageprep("prepare", "a.jpg", "--output", "b.jpg", "--report", "report.jsonl")
        let process = Process()
        let pipe = Pipe()
        process.executableURL = ReportTests.sha256sum
        process.arguments = [folder.url.appending(path: "b.jpg").path]
        process.standardOutput = pipe
        try process.run()
        let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(try folder.report()[0]["sha256"] as? String == said.split(separator: " ").first.map(String.init))
    }

    @Test func `a dry run plans and writes no image`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.turnedJPEG))
        let output = try folder.imageprep("prepare", "in", "--output", "out", "--dry-run", "--report", "report.jsonl")
        #expect(output.status == 0)
        #expect(!folder.exists("out"))
        let report = try folder.report()
        #expect(report[0]["status"] as? String == "planned")
        #expect(report[0]["route"] as? String == "transform")
        #expect(report[0]["output"] is NSNull)
    }

    @Test func `outputs that keep the promise are left with --skip-existing, others are made again`() throws {
        let folder = try Folder()
        try folder.add("in/a.jpg", Sample.fixture(Sample.turnedJPEG))
        try folder.add("in/b.jpg", Sample.fixture(Sample.jpeg))
        #expect(try folder.imageprep("prepare", "in", "--output", "out").status == 0)
        let good = try folder.bytes("out/a.jpg")
        // Carries an orientation, so it does not keep the promise.
        try folder.add("out/b.jpg", Sample.fixture(Sample.turnedJPEG))
        let output = try folder.imageprep(
            "prepare", "in", "--output", "out", "--skip-existing", "--report", "report.jsonl")
        #expect(output.status == 0)
        #expect(try folder.report().map { $0["status"] as? String } == ["skipped", "prepared"])
        #expect(try folder.bytes("out/a.jpg") == good)
        #expect(try folder.bytes("out/b.jpg") == Sample.fixture(Sample.jpeg))
    }

    @Test func `--preserve gives the output the input's time`() throws {
        let folder = try Folder()
        try folder.add("a.jpg", Sample.fixture(Sample.turnedJPEG))
        let time = Date(timeIntervalSince1970: 1_000_000_000)
        let path = folder.url.appending(path: "a.jpg").path
        try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
        _ = try folder.imageprep("prepare", "a.jpg", "--output", "b.jpg", "--preserve")
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.url.appending(path: "b.jpg").path)
        #expect(attributes[.modificationDate] as? Date == time)
    }

    private static let sha256sum = ["/usr/bin/sha256sum", "/sbin/sha256sum"].map { URL(filePath: $0) }.first {
        FileManager.default.isExecutableFile(atPath: $0.path)
    }
}
