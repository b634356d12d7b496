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
        let picture = PlainPicture(
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
        let mask = PlainPicture(
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
        let drawn = try PlainPicture(decoding: file.span)
        func color(_ x: Int, _ y: Int) -> [UInt8] { Array(drawn.samples[(y * 200 + x) * 3..<(y * 200 + x) * 3 + 3]) }
        // The edges of the first box in the first colour, gray inside of it.
        #expect(color(50, 70) == [230, 25, 75])
        #expect(color(79, 70) == [230, 25, 75])
        #expect(color(65, 70) == [128, 128, 128])
        // The right half in the second colour, half and half.
        #expect(color(150, 50) == [94, 154, 101])
    }

    @Test(arguments: [
        ["a.png"], ["--model", "x"], ["a.png", "--model", "a/b"], ["a.png", "--model", "x", "--json", "--jsonl"],
    ])
    func `a call that makes no sense ends with 64`(arguments: [String]) async throws {
        let run = try await PredictProcess(arguments, in: folder)
        #expect(run.status == 64, "\(run.errors)")
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
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
