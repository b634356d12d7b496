import Foundation
import ImagePrep
import Testing

/// What lies in a file system beside files with tidy names, asked about by a dry run, which reads and prepares it all.
@Suite(.timeLimit(.minutes(5)))
final class PredictFileTests {
    private let folder: URL
    private let command = ["--model", "general-image-recognition", "--dry-run"]

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "imageprep-files-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder.appending(path: "in"), withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func picture() throws -> [UInt8] {
        let gray = [UInt8](repeating: 128, count: 20_000)
        return try DecodedImage(size: PixelSize(width: 200, height: 100), channels: 1, samples: gray).encodedPNG()
    }

    #if os(Linux)
    @Test(arguments: [[0x62, 0xFF], [0x61, 0x0A, 0x62], [0xE2, 0x82]] as [[UInt8]])
    func `names need be no text`(name: [UInt8]) async throws {
        let path = Array((folder.path + "/in/").utf8) + name
        let file = unsafe path.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { bytes in
            unsafe fopen(Array(bytes) + [0], "w")
        }
        guard let open = unsafe file else {
            Issue.record("the file system takes no such name")
            return
        }
        let image = try picture()
        let written = unsafe fwrite(image, 1, image.count, open)
        #expect(written == image.count)
        unsafe fclose(open)
        let run = try await PredictProcess(["in"] + command, in: folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("request 1: 1 image"))
        #expect(run.output.contains("200x100"))
    }
    #endif

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func `a pipe that nobody writes to is left at the first signal`(signal: Int32, status: Int32) async throws {
        let path = folder.appending(path: "pipe").path
        let made = unsafe mkfifo(path, 0o600)
        #expect(made == 0)
        let run = try await PredictProcess(["pipe"] + command, in: folder) { process in
            try await Task.sleep(for: .milliseconds(500))
            kill(process, signal)
        }
        #expect(run.status == status)
    }

    @Test func `a pipe is read to its end`() async throws {
        let path = folder.appending(path: "pipe").path
        let made = unsafe mkfifo(path, 0o600)
        #expect(made == 0)
        let image = try picture()
        let writer = Task.detached {
            let pipe = try FileHandle(forWritingTo: URL(filePath: path))
            try pipe.write(contentsOf: Data(image.prefix(20)))
            try await Task.sleep(for: .milliseconds(300))
            try pipe.write(contentsOf: Data(image.dropFirst(20)))
            try pipe.close()
        }
        let run = try await PredictProcess(["pipe"] + command, in: folder)
        try await writer.value
        #expect(run.status == 0 && run.output.contains("200x100"), "\(run.output)\(run.errors)")
    }

    /// Empty, zeros, a page, a link to nothing, a pipe; beside what nobody would take for an image.
    @Test(arguments: [["--dry-run", "--jsonl"], ["--jsonl"], ["--jsonl", "--as-is"]])
    func `what is named like an image and is none fails by name`(options: [String]) async throws {
        let place = folder.appending(path: "in")
        try Data(picture()).write(to: place.appending(path: "good.png"))
        try Data().write(to: place.appending(path: "a empty.jpg"))
        try Data(count: 5000).write(to: place.appending(path: "b zeros.PNG"))
        try Data("<html>".utf8).write(to: place.appending(path: "c page.jpeg"))
        let link = place.appending(path: "d link.heic").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "nothing")
        let made = unsafe mkfifo(place.appending(path: "e pipe.webp").path, 0o600)
        #expect(made == 0)
        for name in ["._good.png", "notes.txt", "jpg", ".jpg", "photo.jpg.part"] {
            try Data("text".utf8).write(to: place.appending(path: name))
        }
        let body = #"{"status":{"code":10000},"outputs":[{"status":{"code":10000},"data":{}}]}"#
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
        let server = try LoopbackServer(answer: answer)
        let run = try await PredictProcess(
            ["in", "--model", "general-image-recognition"] + options, in: folder, server: server)
        #expect(run.status == 1, "\(run.errors)")
        let plan = run.records.first
        let records = plan?["failed"] as? [[String: Any]] ?? run.records
        let errors = records.compactMap { $0["error"] as? [String: Any] }
        #expect(errors.map { $0["code"] as? String } == Array(repeating: "notAnImage", count: 5))
        let failed = records.filter { $0["error"] != nil }.compactMap { $0["input"] as? String }
        #expect(
            failed == ["in/a empty.jpg", "in/b zeros.PNG", "in/c page.jpeg", "in/d link.heic", "in/e pipe.webp"])
        if let requests = plan?["requests"] as? [[String: Any]] {
            let inputs = requests.flatMap { $0["inputs"] as? [[String: Any]] ?? [] }
            #expect(inputs.map { $0["input"] as? String } == ["in/good.png"])
        } else {
            #expect(run.errors.contains("1 answered, 5 failed, 5 skipped"))
            #expect(records.last?["status"] as? String == "answered")
        }
    }

    @Test func `what is no file cannot keep answers`() async throws {
        try Data(picture()).write(to: folder.appending(path: "a.png"))
        for device in ["/dev/zero", "/dev/null"] {
            let arguments = ["a.png", "--model", "general-image-recognition", "--resume", device]
            let server = try LoopbackServer(answer: nil)
            let run = try await PredictProcess(arguments, in: folder, server: server)
            #expect(run.status == 74 && run.errors.contains("which is no file"), "\(device)")
            #expect(server.received.isEmpty)
        }
    }

    @Test func `what is sent as it is keeps telling its orientation`() async throws {
        let fixture = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/jpeg/420-mcu-o6.jpg")
        try FileManager.default.copyItem(at: fixture, to: folder.appending(path: "turned.jpg"))
        let body = #"{"status":{"code":10000},"outputs":[{"status":{"code":10000},"data":{}}]}"#
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
        let server = try LoopbackServer(answer: answer)
        let arguments = ["turned.jpg", "--model", "general-image-recognition", "--as-is", "--jsonl"]
        let run = try await PredictProcess(arguments, in: folder, server: server)
        let record = try #require(run.records.first)
        #expect(record["orientation"] as? Int == 6)
        let (width, stored) = (record["width"] as? Int, record["storedWidth"] as? Int)
        #expect(width == stored)
        let (sent, read) = (record["bytesSent"] as? Int, record["bytesIn"] as? Int)
        #expect(sent == read && record["route"] == nil)
    }

    @Test(arguments: ["", " , ,"])
    func `a selection of nothing is refused`(selection: String) async throws {
        let run = try await PredictProcess(["a.png", "--select", selection] + command, in: folder)
        #expect(run.status == 64 && run.errors.contains("--select names no concept"))
    }
}
