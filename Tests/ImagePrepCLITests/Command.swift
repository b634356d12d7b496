import Foundation

/// The imageprep that was built with the tests, run as a process of its own.
struct Command {
    struct Output {
        /// As shells have it: 128 more than the signal where one ended it.
        var status: Int32
        var standardOutput: [UInt8]
        var standardError: String
    }

    /// Beside the tests' own binary.
    static let path: String = {
        #if os(Linux)
        let own =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(filePath: own).deletingLastPathComponent().appending(path: "imageprep").path
        #else
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
        return (bundle?.bundleURL ?? URL(filePath: CommandLine.arguments[0]))
            .deletingLastPathComponent().appending(path: "imageprep").path
        #endif
    }()

    /// Runs to the end.
    static func run(_ arguments: [String], in folder: URL, input: [UInt8] = []) throws -> Output {
        try start(path, arguments, in: folder, input: input).wait()
    }

    /// As above with arguments that need not be UTF-8, which is what a shell is asked to pass on.
    static func run(bytes arguments: [[UInt8]], in folder: URL) throws -> Output {
        let script = FileManager.default.temporaryDirectory.appending(path: "imageprep-script-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: script) }
        let quoted = arguments.map { Array("'".utf8) + $0 + Array("'".utf8) }
        try Data(Array("exec '\(path)' ".utf8) + quoted.joined(separator: Array(" ".utf8))).write(to: script)
        return try start("/bin/sh", [script.path], in: folder, input: []).wait()
    }

    /// What a shell makes of `script`, in which `imageprep` is the command.
    static func shell(_ script: String, in folder: Folder) throws -> Output {
        try startShell(script, in: folder).wait()
    }

    static func startShell(_ script: String, in folder: Folder) throws -> RunningCommand {
        try start("/bin/sh", ["-c", "imageprep='\(path)'; " + script], in: folder.url)
    }

    /// Starts it; its output goes to files, so that it never waits for a reader.
    static func start(
        _ program: String, _ arguments: [String], in folder: URL, input: [UInt8] = []
    ) throws -> RunningCommand {
        let files = FileManager.default.temporaryDirectory.appending(path: "imageprep-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
        for (name, bytes) in [("in", input), ("out", []), ("err", [])] {
            try Data(bytes).write(to: files.appending(path: name))
        }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: files.appending(path: "in"))
        process.standardOutput = try FileHandle(forWritingTo: files.appending(path: "out"))
        process.standardError = try FileHandle(forWritingTo: files.appending(path: "err"))
        try process.run()
        return RunningCommand(process: process, files: files)
    }
}

/// A process that may still be running.
struct RunningCommand {
    let process: Process
    let files: URL

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    func wait() throws -> Command.Output {
        process.waitUntilExit()
        defer { try? FileManager.default.removeItem(at: files) }
        return Command.Output(
            status: process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus,
            standardOutput: try Folder.bytes(files.appending(path: "out")),
            standardError: String(decoding: try Folder.bytes(files.appending(path: "err")), as: UTF8.self))
    }
}
