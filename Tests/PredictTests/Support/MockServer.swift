import Foundation
import Predict

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The mock of the service that may lie beside the checkout; it checks what it gets against the official schema where
/// clarifai-grpc is installed for the Python that IMAGEPREP_PYTHON names.
final class MockServer {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared/clarifai")
    static var isThere: Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: "fake_clarifai.py").path)
    }

    private static let python: (program: URL, arguments: [String]) = {
        let named = ProcessInfo.processInfo.environment["IMAGEPREP_PYTHON"]
        return named.map { (URL(filePath: $0), []) } ?? (URL(filePath: "/usr/bin/env"), ["python3"])
    }()

    /// Whether it decodes pixels, so that it can answer with the box of what it sees. Waits without keeping a thread of the
    /// concurrency pool.
    static func seesPixels() async -> Bool {
        let process = Process()
        process.executableURL = python.program
        process.arguments = python.arguments + ["-c", "import PIL, numpy"]
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in end.finish() }
        guard (try? process.run()) != nil else { return false }
        for await _ in ends {}
        return !process.isRunning && process.terminationStatus == 0
    }

    /// The first thing that the mock writes, once it listens.
    private struct Ready: Decodable {
        var rest: String
    }

    let baseURL: String
    private let process = Process()

    /// Waits without keeping a thread of the concurrency pool.
    init(_ arguments: String...) async throws {
        process.executableURL = Self.python.program
        process.arguments =
            Self.python.arguments
            + [Self.folder.appending(path: "fake_clarifai.py").path, "--rest-port", "0", "--grpc-port", "-1"]
            + arguments
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let line = await withCheckedContinuation { continuation in
            Thread {
                var line = Data()
                while !line.contains(UInt8(ascii: "\n")), case let more = output.fileHandleForReading.availableData,
                    !more.isEmpty
                { line += more }
                continuation.resume(returning: line)
            }.start()
        }
        let ready = try JSONDecoder().decode(Ready.self, from: line)
        baseURL = ready.rest
    }

    /// Not SIGTERM: a child inherits the blocked signals of the thread that starts it, and threads of a pool block them all.
    deinit { kill(process.processIdentifier, SIGKILL) }

    func client(limits: RequestLimits = RequestLimits(), token: String = testToken) throws -> PredictClient {
        let configuration = try ClientConfiguration(accessToken: AccessToken(token), baseURL: baseURL)
        var client = PredictClient(configuration, limits: limits)
        client.timekeeper = ManualTimekeeper()
        return client
    }

    /// What the next calls get, one step a call.
    func script(_ steps: String) async throws {
        _ = try await control("/_fake/script", body: steps)
    }

    /// What it has seen since the last call of this.
    func takeLog() async throws -> [[String: Any]] {
        let log = try await control("/_fake/log", body: nil)
        _ = try await control("/_fake/reset", body: "{}")
        return try JSONSerialization.jsonObject(with: Data(log)) as? [[String: Any]] ?? []
    }

    private func control(_ path: String, body: String?) async throws -> [UInt8] {
        var content = RequestBody()
        content.append(text: Array((body ?? "").utf8))
        let request = TransportRequest(method: body == nil ? .get : .post, url: baseURL + path, body: content)
        return try await URLSessionTransport().send(request).body
    }

    static func image(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: folder.appending(path: name))) }
}
