import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The imageprep-predict that was built with the tests, run as a process of its own.
struct PredictProcess {
    var status: Int32
    var output: String
    var errors: String

    /// Beside the tests' own binary.
    private static let path: String = {
        #if os(Linux)
        let own =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        let folder = URL(filePath: own).deletingLastPathComponent()
        #else
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
        let folder = (bundle?.bundleURL ?? URL(filePath: CommandLine.arguments[0])).deletingLastPathComponent()
        #endif
        return folder.appending(path: "imageprep-predict").path
    }()

    /// Runs to the end, with nothing of the environment that is about Clarifai but what is given.
    ///
    /// Waits without keeping a thread of the concurrency pool, which the tests beside it need on a machine of two cores.
    ///
    /// - Parameter whileRunning: called once it runs, with its process id.
    init(
        _ arguments: [String], in folder: URL, server: LoopbackServer? = nil, base: String? = nil,
        token: String? = "test-pat-0123456789",
        whileRunning: (Int32) async throws -> Void = { _ in }
    ) async throws {
        let names = ["out", "err"].map { name in
            FileManager.default.temporaryDirectory.appending(path: "imageprep-predict-\(name)-\(UUID().uuidString)")
        }
        for name in names { try Data().write(to: name) }
        defer { for name in names { try? FileManager.default.removeItem(at: name) } }
        let process = Process()
        process.executableURL = URL(filePath: Self.path)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("CLARIFAI") }
        environment["SWIFT_BACKTRACE"] = "enable=no"
        environment["CLARIFAI_PAT"] = token
        environment["CLARIFAI_API_BASE"] = base ?? server?.baseURL
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: names[0])
        process.standardError = try FileHandle(forWritingTo: names[1])
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in end.finish() }
        try process.run()
        defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
        try await whileRunning(process.processIdentifier)
        for await _ in ends {}
        // The test's time is over.
        try Task.checkCancellation()
        status =
            process.terminationReason == .uncaughtSignal ? 128 + process.terminationStatus : process.terminationStatus
        output = try Self.text(of: names[0])
        errors = try Self.text(of: names[1])
    }

    /// By a handle: on Linux `String(contentsOf:)` of an empty file leaks, and the tests are searched for leaks.
    private static func text(of file: URL) throws -> String {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        return String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
    }

    /// Standard output as JSON lines.
    var records: [[String: Any]] {
        output.split(separator: "\n").compactMap { line in
            (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any]
        }
    }
}
