import Foundation
import ImagePrep
import Testing

/// The command as a process, against a server of the tests' own.
@Suite(.serialized, .timeLimit(.minutes(5)))
final class PredictCommandTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "imageprep-predict-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// A gray picture of 200x100 in the folder.
    private func makePicture(_ name: String) throws {
        let picture = DecodedImage(
            size: PixelSize(width: 200, height: 100), channels: 1, samples: [UInt8](repeating: 128, count: 20_000))
        try Data(picture.encodedPNG()).write(to: folder.appending(path: name))
    }

    private static func http(_ body: String) -> String {
        "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
    }

    private static func answer(_ data: String..., codes: [Int] = []) -> String {
        let outputs = data.enumerated().map { index, data in
            #"{"status":{"code":\#(index < codes.count ? codes[index] : 10000),"description":"said"},"data":\#(data)}"#
        }
        return http(
            #"{"status":{"code":\#(codes.isEmpty ? 10000 : 10010)},"outputs":[\#(outputs.joined(separator: ","))]}"#)
    }

    private static let train = #"{"concepts":[{"id":"c","name":"train","value":0.75}]}"#
    private let model = ["--model", "general-image-recognition"]

    @Test func `without a key it says where to get one and ends with 77`() async throws {
        try makePicture("a.png")
        let run = try await PredictProcess(["a.png"] + model, in: folder, token: nil)
        #expect(run.status == 77, "\(run.errors)")
        #expect(run.errors.contains("https://clarifai.com/settings/security"))
        #expect(run.errors.contains("CLARIFAI_PAT"))
        #expect(run.output.isEmpty)
    }

    @Test func `a refused key ends with 77 and is not repeated`() async throws {
        try makePicture("a.png")
        let server = try LoopbackServer(
            answer: Self.http(#"{"status":{"code":11008,"description":"test-pat-0123456789"}}"#))
        let run = try await PredictProcess(["a.png"] + model, in: folder, server: server)
        #expect(run.status == 77, "\(run.errors)")
        #expect(!(run.errors + run.output).contains("test-pat"))
    }

    @Test func `a folder is answered in order, one JSON object an input`() async throws {
        for name in ["b.png", "a.png"] { try makePicture(name) }
        try Data("text".utf8).write(to: folder.appending(path: "c.txt"))
        let server = try LoopbackServer(answer: Self.answer(Self.train, "{}", codes: [10000, 30300]))
        let run = try await PredictProcess(["."] + model + ["--jsonl"], in: folder, server: server)
        #expect(run.status == 1, "\(run.errors)")
        #expect(run.records.map { $0["input"] as? String } == ["./a.png", "./b.png"])
        #expect(run.records.map { $0["status"] as? String } == ["answered", "failed"])
        #expect(run.records.map { $0["width"] as? Int } == [200, 200])
        #expect((run.records[1]["error"] as? [String: Any])?["statusCode"] as? Int == 30300)
        #expect(run.errors.contains("1 answered, 1 failed, 1 skipped"))
    }

    @Test func `the table names the input and its concepts`() async throws {
        try makePicture("a.png")
        let server = try LoopbackServer(answer: Self.answer(Self.train))
        let run = try await PredictProcess(["a.png"] + model, in: folder, server: server)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.hasPrefix("a.png  200x100"))
        #expect(run.output.contains("  train                       0.7500\n"))
    }

    @Test func `the array is JSON, also of nothing`() async throws {
        try makePicture("a.png")
        let server = try LoopbackServer(answer: Self.answer(Self.train, Self.train))
        let two = try await PredictProcess(["a.png", "a.png"] + model + ["--json"], in: folder, server: server)
        #expect((try JSONSerialization.jsonObject(with: Data(two.output.utf8)) as? [Any])?.count == 2)
        try FileManager.default.createDirectory(at: folder.appending(path: "empty"), withIntermediateDirectories: true)
        let none = try await PredictProcess(["empty"] + model + ["--json"], in: folder, server: server)
        #expect(none.output == "[]\n")
        #expect(none.status == 1)
    }

    @Test func `a dry run needs no key, sends nothing and tells the bytes`() async throws {
        try makePicture("a.png")
        let server = try LoopbackServer(answer: Self.answer(Self.train))
        let run = try await PredictProcess(["a.png"] + model + ["--dry-run"], in: folder, server: server, token: nil)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("request 1: 1 image, "))
        #expect(run.output.contains("Nothing was sent."))
        #expect(server.received.isEmpty)
    }

    @Test func `what was answered is not sent again`() async throws {
        for name in ["a.png", "b.png"] { try makePicture(name) }
        let server = try LoopbackServer(answers: [
            Self.answer(Self.train, "{}", codes: [10000, 30300]),
            Self.answer(#"{"concepts":[{"name":"later","value":1}]}"#),
        ])
        let arguments = ["a.png", "b.png"] + model + ["--jsonl", "--resume", "state.jsonl"]
        let first = try await PredictProcess(arguments, in: folder, server: server)
        #expect(first.status == 1, "\(first.errors)")
        // As a process leaves it that is killed while it writes.
        let state = folder.appending(path: "state.jsonl")
        try (Data(contentsOf: state) + Data(#"{"answer":{"inp"#.utf8)).write(to: state)
        let second = try await PredictProcess(arguments, in: folder, server: server)
        #expect(second.status == 0, "\(second.errors)")
        #expect(
            second.records.map { ($0["concepts"] as? [[String: Any]])?.first?["name"] as? String } == [
                "train", "later",
            ])
        #expect(server.received.count == 2)
        let third = try await PredictProcess(arguments, in: folder, server: server)
        #expect(third.records.count == 2)
        #expect(third.errors.contains("2 answered before"))
        #expect(server.received.count == 2)
        // Another question is another answer.
        _ = try await PredictProcess(arguments + ["--max-concepts", "3"], in: folder, server: server)
        #expect(server.received.count == 3)
    }

    @Test func `a file that holds no answers is not written to`() async throws {
        try makePicture("a.png")
        let notes = folder.appending(path: "notes.txt")
        try Data("my notes".utf8).write(to: notes)
        let server = try LoopbackServer(answer: Self.answer(Self.train))
        let run = try await PredictProcess(["a.png"] + model + ["--resume", "notes.txt"], in: folder, server: server)
        #expect(run.status == 74, "\(run.errors)")
        #expect(try Data(contentsOf: notes) == Data("my notes".utf8))
        #expect(server.received.isEmpty)
    }

    @Test func `annotated copies have the boxes, the labels and the masks`() async throws {
        try makePicture("a.png")
        let mask = DecodedImage(
            size: PixelSize(width: 2, height: 1), channels: 1, samples: [0, 255])
        let base64 = Data(try mask.encodedPNG()).base64EncodedString()
        let regions = """
            {"regions":[{"value":1,"data":{"concepts":[{"name":"box","value":1}]},"region_info":{"bounding_box":
            {"top_row":0.5,"left_col":0.25,"bottom_row":0.9,"right_col":0.4}}},
            {"value":1,"data":{"concepts":[{"name":"half","value":1}]},"region_info":{"mask":{"image":{"base64":"\(base64)"}}}}]}
            """.replacing("\n", with: "")
        let server = try LoopbackServer(answer: Self.answer(regions))
        let arguments = ["a.png"] + model + ["--save-annotated", "drawn", "--jsonl"]
        let run = try await PredictProcess(arguments, in: folder, server: server)
        let record = try #require(run.records.first?["regions"] as? [[String: Any]])
        #expect((record[1]["mask"] as? [String: Double])?["coveredShare"] == 0.5)
        let edges: [String: Double] = ["top": 50, "left": 50, "bottom": 90, "right": 80]
        #expect(record[0]["storedPixels"] as? [String: Double] == edges)
        let file = [UInt8](try Data(contentsOf: folder.appending(path: "drawn/a.png")))
        let drawn = try DecodedImage(decoding: file.span)
        func color(_ x: Int, _ y: Int) -> [UInt8] { Array(drawn.samples[(y * 200 + x) * 3..<(y * 200 + x) * 3 + 3]) }
        // The edges of the first box in the first colour, gray inside of it.
        #expect(color(50, 70) == [230, 25, 75])
        #expect(color(79, 70) == [230, 25, 75])
        #expect(color(65, 70) == [128, 128, 128])
        // The right half in the second colour, half and half.
        #expect(color(150, 50) == [94, 154, 101])
    }

    @Test func `inputs that cannot be are failures of their own, each with its reason`() async throws {
        try makePicture("a.png")
        let inputs = ["gone.jpg", "ftp://a.example/x.jpg", "HTTPS://", "", "a.png"]
        let server = try LoopbackServer(answer: Self.answer(Self.train))
        let run = try await PredictProcess(inputs + model + ["--jsonl"], in: folder, server: server)
        #expect(run.status == 1)
        #expect(run.records.map { $0["input"] as? String } == inputs)
        let messages = run.records.map { ($0["error"] as? [String: Any])?["message"] as? String ?? "answered" }
        #expect(messages[0] == "The input cannot be used: gone.jpg cannot be read: there is no such file.")
        #expect(messages[1].contains("no http or https address"))
        #expect(messages[2].contains("no http or https address"))
        #expect(messages[3].contains("cannot be read"))
        #expect(messages[4] == "answered")
    }

    /// Longer labels than an 80-pixel picture is wide, in three scripts: the copy is drawn larger, and every label has its
    /// right edge in it.
    @Test(arguments: ["a rather long name", "Straßenbahnhaltestelle", "собака на улице"])
    func `a small picture is enlarged for its labels`(name: String) async throws {
        let picture = DecodedImage(
            size: PixelSize(width: 80, height: 60), channels: 1, samples: [UInt8](repeating: 128, count: 4800))
        try Data(picture.encodedPNG()).write(to: folder.appending(path: "small.png"))
        let regions = """
            {"regions":[{"value":1,"data":{"concepts":[{"name":"\(name)","value":1}]},"region_info":{"bounding_box":
            {"top_row":0.5,"left_col":0.5,"bottom_row":0.9,"right_col":0.9}}}]}
            """.replacing("\n", with: "")
        let server = try LoopbackServer(answer: Self.answer(regions))
        let run = try await PredictProcess(
            ["small.png"] + model + ["--save-annotated", "drawn"], in: folder, server: server)
        #expect(run.status == 0)
        let file = [UInt8](try Data(contentsOf: folder.appending(path: "drawn/small.png")))
        let drawn = try DecodedImage(decoding: file.span)
        #expect(drawn.size.width % 80 == 0 && drawn.size.height == drawn.size.width / 80 * 60)
        let top = drawn.samples[0..<drawn.size.width * drawn.size.height / 2 * 3]
        // White ink in nowhere but the label; it has a margin to the right.
        let columns = stride(from: 0, to: top.count, by: 3).filter { top[$0..<$0 + 3].allSatisfy { $0 == 255 } }
            .map { $0 / 3 % drawn.size.width }
        #expect(try #require(columns.max()) < drawn.size.width - 1)
        #expect(try #require(columns.min()) > 0)
        // The percent sign's last column of dots.
        #expect(columns.count > name.count * 5)
    }

    /// Numbers that no picture has, wherever an answer may hold one.
    @Test(arguments: ["1e300", "-1e300", "1e19", "\"inf\"", "\"nan\"", "9223372036854775807", "-0.5", "1e999"])
    func `an answer may hold any number`(number: String) async throws {
        try makePicture("a.png")
        let concept = #"{"name":"c","value":\#(number)}"#
        let edges = ["top_row", "left_col", "bottom_row", "right_col"].map { #""\#($0)":\#(number)"# }
        let box = "{\(edges.joined(separator: ","))}"
        let contents = #""data":{"concepts":[\#(concept)]}"#
        let region = #"{"value":\#(number),\#(contents),"region_info":{"bounding_box":\#(box)}}"#
        let data = #"{"concepts":[\#(concept)],"regions":[\#(region),{\#(contents)}]}"#
        let server = try LoopbackServer(answer: Self.answer(data))
        for style in [[], ["--jsonl"]] {
            let run = try await PredictProcess(
                ["a.png"] + model + ["--save-annotated", "drawn"] + style, in: folder, server: server)
            #expect(run.status == 0, "\(number): \(run.errors)")
        }
        #expect(FileManager.default.fileExists(atPath: folder.appending(path: "drawn/a.png").path))
    }

    /// A file of answers that another program wrote, or a bad disk.
    @Test func `a file of answers may hold any number`() async throws {
        try makePicture("a.png")
        let server = try LoopbackServer(
            answer: Self.answer(
                #"{"regions":[{"data":{"concepts":[{"name":"c","value":1}]},"#
                    + #""region_info":{"bounding_box":{"bottom_row":1,"right_col":1}}}]}"#))
        let arguments = ["a.png"] + model + ["--resume", "state"]
        #expect(try await PredictProcess(arguments, in: folder, server: server).status == 0)
        let state = folder.appending(path: "state")
        let text = String(decoding: try Data(contentsOf: state), as: UTF8.self)
        try Data(text.replacing(#""right":200"#, with: #""right":1e300"#).utf8).write(to: state)
        let run = try await PredictProcess(arguments, in: folder, server: server)
        #expect(run.status == 0 && run.output.contains("1e+300"), "\(run.output)\(run.errors)")
    }

    /// C0, C1, what turns text around, what separates lines: none reaches a terminal or a file as it is.
    @Test(arguments: [["--jsonl"], ["--json"], []])
    func `what a server says commands no terminal`(style: [String]) async throws {
        try makePicture("a.png")
        let name = #"a\u001b[2J\u007f\u0085\u009b31m\u202e\u2066\u200f\u2028\ufeff\udb40\udc01z Ü"#
        let data = #"{"concepts":[{"id":"\#(name)","name":"\#(name)","value":1}]}"#
        let server = try LoopbackServer(answers: [
            Self.answer(data), Self.http(#"{"status":{"code":11008,"description":"\#(name)"}}"#),
        ])
        let arguments = ["a.png"] + model + style
        let first = try await PredictProcess(arguments + ["--resume", "state"], in: folder, server: server)
        let second = try await PredictProcess(arguments, in: folder, server: server)
        #expect(first.status == 0 && second.status == 77)
        let state = try Data(contentsOf: folder.appending(path: "state"))
        let texts = [first.output, first.errors, second.output, second.errors, String(decoding: state, as: UTF8.self)]
        for scalar in texts.flatMap(\.unicodeScalars) where scalar != "\n" {
            #expect(![.control, .format, .lineSeparator].contains(scalar.properties.generalCategory))
        }
        #expect(first.output.contains("Ü"))
        if style == ["--jsonl"] {
            #expect(first.output.contains(#"\u009b31m\u202e\u2066\u200f\u2028\ufeff\udb40\udc01z"#))
            let concept = (first.records.first?["concepts"] as? [[String: Any]])?.first
            #expect((concept?["name"] as? String)?.unicodeScalars.contains("\u{202E}") == true)
        }
    }

    @Test func `an address is shown without its user and password, everywhere`() async throws {
        let page = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        let server = try LoopbackServer(answers: [page, page, Self.answer(Self.train)])
        let address = server.baseURL.replacing("://", with: "://me:secret@") + "/a.jpg"
        let fetch = ["--fetch", "--allow-private-addresses"]
        var texts: [String] = []
        for options in [fetch + ["--dry-run"], fetch + ["--jsonl"], ["--resume", "state", "--jsonl"], ["--dry-run"]] {
            let run = try await PredictProcess([address] + model + options, in: folder, server: server)
            texts.append(run.output + run.errors)
        }
        texts.append(String(decoding: try Data(contentsOf: folder.appending(path: "state")), as: UTF8.self))
        for text in texts { #expect(text.contains("***@127.0.0.1") && !text.contains("secret"), "\(text)") }
        // What the service is to download, it must be told.
        #expect(server.received.contains { String(decoding: $0.body, as: UTF8.self).contains("me:secret@") })
        let again = try await PredictProcess([address] + model + ["--resume", "state"], in: folder, server: server)
        #expect(again.status == 0 && again.errors.contains("1 answered before"))
    }

    @Test(arguments: ["Basic realm=\"x\"", "Digest realm=\"x\", nonce=\"y\"", "Negotiate"])
    func `a demand for other credentials ends at once`(challenge: String) async throws {
        try makePicture("a.png")
        let page =
            "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: \(challenge)\r\nContent-Length: 2\r\n"
            + "Connection: close\r\n\r\nno"
        let server = try LoopbackServer(answer: page)
        let asked = try await PredictProcess(["a.png"] + model, in: folder, server: server)
        #expect(asked.status == 77, "\(asked.errors)")
        #expect(server.received.count == 1)
        let fetched = try await PredictProcess(
            [server.baseURL + "/a.jpg", "--fetch", "--allow-private-addresses", "--jsonl"] + model, in: folder,
            server: server)
        #expect(fetched.status == 1)
        #expect(fetched.output.contains("HTTP status 401"))
    }

    /// Port 1 of the loopback interface has nobody behind it.
    @Test func `a refused connection is said at once and ends early`() async throws {
        try makePicture("a.png")
        let run = try await PredictProcess(["a.png"] + model, in: folder, base: "http://127.0.0.1:1")
        #expect(run.status == 1)
        let lines = run.errors.split(separator: "\n")
        #expect(lines.count == 3, "\(run.errors)")
        #expect(lines[0].contains("There is no connection to Clarifai") && lines[0].contains("It is tried again."))
        #expect(lines[1].contains("There was no connection to Clarifai") && lines[1].contains("5 times"))
        #expect(lines[2].hasSuffix("0 answered, 1 failed."))
    }

    #if os(Linux)
    /// Which keeps freed memory for a while, so that a peak says nothing.
    private static var isUnderAddressSanitizer: Bool { unsafe dlsym(nil, "__asan_init") != nil }

    /// The images are in memory once; as base64 they would take a third more a second time.
    @Test(.disabled(if: isUnderAddressSanitizer, "AddressSanitizer keeps freed memory"))
    func `a large request is sent without a copy of its images`() async throws {
        for name in ["a", "b", "c"] {
            try Data([UInt8](repeating: 90, count: 8_000_000)).write(to: folder.appending(path: name))
        }
        try Data("small".utf8).write(to: folder.appending(path: "small"))
        let idle = try await mostMemory(sending: ["small"])
        let busy = try await mostMemory(sending: ["a", "b", "c"])
        #expect(busy - idle < 24_000_000 + 16_000_000)
    }

    /// Of the process, once its request has arrived.
    private func mostMemory(sending files: [String]) async throws -> Int {
        let server = try LoopbackServer(answer: nil)
        var kilobytes: Int?
        _ = try await PredictProcess(files + model + ["--as-is"], in: folder, server: server) { process in
            while server.received.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            let handle = try FileHandle(forReadingFrom: URL(filePath: "/proc/\(process)/status"))
            let status = String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
            let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
            kilobytes = line?.split(separator: " ").compactMap { Int($0) }.first
            kill(process, SIGKILL)
        }
        return try #require(kilobytes) * 1024
    }
    #endif

    @Test(arguments: [
        ["a.png"], ["--model", "x"], ["a.png", "--model", "a/b"], ["a.png", "--model", "x", "--json", "--jsonl"],
    ])
    func `a call that makes no sense ends with 64`(arguments: [String]) async throws {
        let run = try await PredictProcess(arguments, in: folder)
        #expect(run.status == 64, "\(run.errors)")
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
    func `a signal ends it promptly`(signal: Int32, status: Int32) async throws {
        try makePicture("a.png")
        let server = try LoopbackServer(answer: nil)
        let run = try await PredictProcess(["a.png"] + model, in: folder, server: server) { process in
            while server.received.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            kill(process, signal)
        }
        #expect(run.status == status)
        #expect(run.errors.contains("Interrupted"))
    }
}
