internal import CSystemCalls

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// A line of text that a file system keeps with a file, as an extended attribute, and that is void once the file was changed.
///
/// It travels with the file where that is moved or renamed, and is not among its bytes.
private let noteName = "user.imageprep"

extension FileDescriptor {
    /// Keeps `text` with the file as it is now, in the place of an earlier note.
    /// - Throws: where the file system keeps no notes.
    package func setNote(_ text: String) throws(SystemError) {
        let value = Array("\(text) \(try status().stamp)".utf8)
        let result = unsafe value.withUnsafeBytes { bytes in
            #if canImport(Darwin)
            unsafe fsetxattr(number, noteName, bytes.baseAddress, bytes.count, 0, 0)
            #else
            unsafe fsetxattr(number, noteName, bytes.baseAddress, bytes.count, 0)
            #endif
        }
        guard result == 0 else { throw .last }
    }

    /// Nil where there is none, and where the file was changed since.
    package func note() -> String? {
        var count = 0
        let value = unsafe [UInt8](unsafeUninitializedCapacity: 256) { buffer, filled in
            #if canImport(Darwin)
            count = unsafe fgetxattr(number, noteName, buffer.baseAddress, buffer.count, 0, 0)
            #else
            count = unsafe fgetxattr(number, noteName, buffer.baseAddress, buffer.count)
            #endif
            filled = max(0, count)
        }
        guard count > 0, let stamp = try? status().stamp else { return nil }
        let text = String(decoding: value, as: UTF8.self)
        return text.hasSuffix(" " + stamp) ? String(text.dropLast(stamp.utf8.count + 1)) : nil
    }
}

extension FilePath {
    /// False where the file system says that it keeps no notes at all; true where there is nothing yet.
    package var keepsNotes: Bool {
        let result = unsafe withCString { path in
            #if canImport(Darwin)
            unsafe getxattr(path, noteName, nil, 0, 0, 0)
            #else
            unsafe getxattr(path, noteName, nil, 0)
            #endif
        }
        return result >= 0 || errno != ENOTSUP
    }
}

extension FileStatus {
    /// Changes whenever the content does.
    fileprivate var stamp: String { "\(byteCount) \(modified.seconds).\(modified.nanoseconds)" }
}
