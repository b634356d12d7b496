import Foundation
import ImagePrep
import Testing

/// One line of Fixtures/MANIFEST.tsv.
struct Fixture: Sendable, CustomTestStringConvertible {
    var file: String
    var format: String
    var stored: String
    var orientation: Int
    /// "prepare", "refuse" or "any".
    var expectation: String
    var what: String
    /// Stands in the file and must not be in what is made of it.
    var canary: String?

    var testDescription: String { file }

    var bytes: [UInt8] {
        get throws { try Checkout.bytes(Checkout.fixtures.appending(path: file)) }
    }

    static let all: [Fixture] = {
        let manifest = try? String(contentsOf: Checkout.fixtures.appending(path: "MANIFEST.tsv"), encoding: .utf8)
        return (manifest ?? "").split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            #if !WebP
            if fields[1] == "webp" { return nil }
            #endif
            return Fixture(
                file: fields[0], format: fields[1], stored: fields[2], orientation: Int(fields[3]) ?? 0,
                expectation: fields[4], what: fields[5], canary: fields[6] == "-" ? nil : fields[6])
        }
    }()

    /// Files of a folder of Fixtures/ that must be prepared.
    static func preparable(_ folder: String, _ format: String) -> [Fixture] {
        all.filter { $0.file.hasPrefix(folder + "/") && $0.format == format && $0.expectation == "prepare" }
    }

    static func named(_ file: String) throws -> [UInt8] {
        try Checkout.bytes(Checkout.fixtures.appending(path: file))
    }
}

/// Runs a program of the system.
struct Program: Sendable {
    var path: String

    init(path: String) { self.path = path }

    /// nil where it is not installed.
    init?(_ name: String) {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let candidates = (folders + ["/usr/bin", "/opt/homebrew/bin"]).map { $0 + "/" + name }
        guard let path = candidates.first(where: FileManager.default.isExecutableFile) else { return nil }
        self.path = path
    }

    struct Output {
        var status: Int32
        var bytes: [UInt8]
    }

    /// Its standard output and exit status; what it says on standard error is dropped.
    func run(_ arguments: String..., input: [UInt8]) throws -> Output {
        let process = Process()
        let (standardInput, standardOutput) = (try temporaryFile(input), try temporaryFile([]))
        defer {
            try? FileManager.default.removeItem(at: standardInput)
            try? FileManager.default.removeItem(at: standardOutput)
        }
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardInput = try FileHandle(forReadingFrom: standardInput)
        process.standardOutput = try FileHandle(forWritingTo: standardOutput)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return Output(status: process.terminationStatus, bytes: try Checkout.bytes(standardOutput))
    }

    private func temporaryFile(_ bytes: [UInt8]) throws -> URL {
        let file = FileManager.default.temporaryDirectory.appending(path: "imageprep-test-\(UUID().uuidString)")
        try Data(bytes).write(to: file)
        return file
    }
}

/// A Python with Pillow in it, for a second opinion: the one that IMAGEPREP_PYTHON names, or that of the system.
enum Python {
    static let withPillow: Program? = {
        let named = ProcessInfo.processInfo.environment["IMAGEPREP_PYTHON"].map { Program(path: $0) }
        return [named, Program("python3"), Program("python")].compactMap(\.self).first { program in
            (try? program.run("-c", "import PIL", input: []).status) == 0
        }
    }()
}

extension [UInt8] {
    /// Whether `text` stands in it, in 8-bit or either UTF-16.
    func contains(canary text: String) -> Bool {
        let forms: [[UInt8]] = [
            Array(text.utf8), text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] },
            text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
        ]
        let data = Data(self)
        return forms.contains { data.range(of: Data($0)) != nil }
    }
}
