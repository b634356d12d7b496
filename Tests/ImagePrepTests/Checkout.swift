import Foundation

/// Where things lie around the checkout that the tests were built from.
enum Checkout {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let fixtures = root.appending(path: "Fixtures")
    /// Real and hostile images beside the checkout; the tests that use them are skipped where they are not there.
    static let corpus = root.deletingLastPathComponent().appending(path: "shared/corpus")
    static var hasCorpus: Bool { FileManager.default.fileExists(atPath: corpus.path) }

    /// By a handle: on Linux `Data(contentsOf:)` of an empty file leaks, and the tests are searched for leaks.
    static func bytes(_ file: URL) throws -> [UInt8] {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        return [UInt8](try handle.readToEnd() ?? Data())
    }

    /// All regular files below a folder, in a fixed order.
    static func files(below folder: URL) -> [URL] {
        let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return names.sorted().map { folder.appending(path: $0) }.filter {
            (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
        }
    }
}
