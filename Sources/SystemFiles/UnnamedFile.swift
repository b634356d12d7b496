internal import Synchronization

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// A file that no folder names yet, and that is gone with its last descriptor, whatever ends the process.
final class UnnamedFile: Sendable {
    let descriptor: FileDescriptor

    private static let openCount = Atomic(0)
    /// Each is an open descriptor. A quarter of what the process may have, commonly 1,024, leaves enough for all else.
    private static let mostOpen = min(OpenFiles.limit / 4, 256)

    deinit { UnnamedFile.openCount.subtract(1, ordering: .relaxed) }

    #if os(Linux)
    /// O_TMPFILE, a macro that Swift does not import; the same on x86-64, Arm and RISC-V. Source: open(2).
    private static let flags = O_RDWR | O_DIRECTORY | 0o20_000_000
    /// The only way to name such a file that needs no privilege. Source: open(2).
    private static let isNameable = unsafe access("/proc/self/fd", X_OK) == 0

    /// Nil where the system or the folder's file system has no such files, and where many wait for their names.
    init?(in folder: FilePath) {
        guard UnnamedFile.isNameable,
            let descriptor = try? FileDescriptor(opening: folder, UnnamedFile.flags)
        else { return nil }
        self.descriptor = descriptor
        guard UnnamedFile.openCount.add(1, ordering: .relaxed).newValue <= UnnamedFile.mostOpen else { return nil }
    }

    /// - Throws: the error of a file that exists where `path` is taken.
    func link(as path: FilePath) throws(SystemError) {
        let own = FilePath("/proc/self/fd/\(descriptor.number)")
        let status = unsafe own.withCString { from in
            unsafe path.withCString { to in unsafe linkat(AT_FDCWD, from, AT_FDCWD, to, AT_SYMLINK_FOLLOW) }
        }
        guard status == 0 else { throw .last }
    }
    #else
    init?(in folder: FilePath) { return nil }

    func link(as path: FilePath) throws(SystemError) { throw SystemError(number: ENOTSUP) }
    #endif

    /// All that was written.
    func readAll() throws(SystemError) -> [UInt8] {
        try descriptor.rewind()
        return try descriptor.read(upTo: descriptor.status().byteCount)
    }
}
