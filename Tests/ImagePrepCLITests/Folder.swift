import Foundation

/// A folder that is there for one test.
final class Folder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "imageprep-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        // What a test made read-only would stay.
        for name in [""] + ((try? FileManager.default.subpathsOfDirectory(atPath: url.path)) ?? []) {
            unsafe chmod(url.appending(path: name).path, 0o700)
        }
        try? FileManager.default.removeItem(at: url)
    }

    /// Puts a file there, and the folders it lies in.
    func add(_ name: String, _ bytes: [UInt8]) throws {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    func bytes(_ name: String) throws -> [UInt8] { try Self.bytes(url.appending(path: name)) }

    /// By a handle: on Linux `Data(contentsOf:)` of an empty file leaks, and the tests are searched for leaks.
    static func bytes(_ file: URL) throws -> [UInt8] {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        return [UInt8](try handle.readToEnd() ?? Data())
    }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: url.appending(path: name).path) }

    /// So that another user may work in it.
    func openToAll() throws {
        for name in [""] + (try FileManager.default.subpathsOfDirectory(atPath: url.path)) {
            unsafe chmod(url.appending(path: name).path, 0o777)
        }
    }

    /// All files below it, hidden ones too, sorted.
    func files(below name: String = "") -> [String] {
        let folder = url.appending(path: name)
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().filter { name in
            var isFolder: ObjCBool = false
            return unsafe FileManager.default.fileExists(
                atPath: folder.appending(path: name).path, isDirectory: &isFolder)
                && !isFolder.boolValue
        }
    }

    /// The report's lines as dictionaries.
    func report(_ name: String = "report.jsonl") throws -> [[String: Any]] {
        try String(decoding: bytes(name), as: UTF8.self).split(separator: "\n").map { line in
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
        }
    }

    func imageprep(_ arguments: String..., input: [UInt8] = []) throws -> Command.Output {
        try Command.run(arguments, in: url, input: input)
    }
}

/// Images of Fixtures/ that take each of the cheap routes.
enum Sample {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures")

    static func fixture(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: fixtures.appending(path: name)))
    }

    /// Upright and clean.
    static let jpeg = "jpeg/444-mcu-o1.jpg"
    /// To be turned.
    static let turnedJPEG = "jpeg/444-mcu-o6.jpg"
    /// No image at all.
    static let text = Array("This is a text.\n".utf8)
}
