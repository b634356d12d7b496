public import Foundation
public import ImagePrep

extension ImagePreparer {
    /// As `prepare(_:)` of bytes.
    public func prepare(_ data: Data) throws(ImagePrepError) -> PreparedImage {
        try prepare([UInt8](data))
    }

    /// As `prepare(_:)` of bytes, off the cooperative pool.
    public func prepare(_ data: Data) async throws(ImagePrepError) -> PreparedImage {
        try await prepare([UInt8](data))
    }

    /// Prepares the file at `url`; nothing is written.
    ///
    /// - Throws: `ImagePrepError`, or Foundation's error where the file cannot be read.
    public func prepare(contentsOf url: URL) throws -> PreparedImage {
        try prepare(wholeFile(url))
    }

    /// As the synchronous one, off the cooperative pool; the file is read by the caller's thread.
    public func prepare(contentsOf url: URL) async throws -> PreparedImage {
        try await prepare(wholeFile(url))
    }
}

/// By a handle, because on Linux `Data(contentsOf:)` of an empty file leaks 4,096 bytes, and uploads may be empty.
private func wholeFile(_ url: URL) throws -> Data {
    let file = try FileHandle(forReadingFrom: url)
    defer { try? file.close() }
    return try file.readToEnd() ?? Data()
}

extension PreparedImage {
    /// Writes the image under another name and gives it its own at the end, so that nobody ever sees half of it.
    public func write(to url: URL) throws {
        try data.write(to: url, options: .atomic)
    }
}
