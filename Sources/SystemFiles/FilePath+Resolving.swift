#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

extension FilePath {
    /// The absolute path without links; nil where there is nothing.
    package var resolved: FilePath? {
        guard let path = unsafe withCString({ unsafe realpath($0, nil) }) else { return nil }
        defer { unsafe free(path) }
        return unsafe FilePath(UnsafeRawBufferPointer(start: path, count: strlen(path)))
    }

    /// What a symbolic link says, unresolved; nil where this is none.
    package var linkTarget: FilePath? {
        var count = 0
        let target = unsafe [CChar](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, filled in
            guard let base = buffer.baseAddress else { return }
            count = unsafe withCString { path in unsafe readlink(path, base, buffer.count) }
            filled = max(0, count)
        }
        return count > 0 ? FilePath(target.map { UInt8(bitPattern: $0) }) : nil
    }

    /// Whether a link has this path that leads to nothing, or back to itself.
    package var isDeadLink: Bool {
        guard isLink else { return false }
        do throws(SystemError) {
            _ = try FileStatus(of: self)
            return false
        } catch {
            return error.isDeadEnd
        }
    }

    /// The name of an open descriptor that this path is or leads to by links, such as /proc/self/fd/1 for /dev/stdout.
    ///
    /// What has such a name must never be replaced: a rename puts a file in the place of the link, and as root even in that
    /// of /dev/stdout.
    package var descriptorName: FilePath? {
        var path = self
        for _ in 0..<40 {
            guard let folder = path.folder.resolved else { return nil }
            let place = folder.appending(path.lastComponent)
            if place.isDescriptorName { return place }
            guard let target = place.linkTarget else { return nil }
            path = target.bytes.first == FilePath.slash ? target : folder.appending(target.bytes)
        }
        return nil
    }

    /// Whether this is a name of the process's own standard output.
    package var isStandardOutput: Bool {
        let own = "/proc/\(getpid())/"
        guard let text = String(validating: bytes, as: UTF8.self) else { return false }
        if ["/dev/stdout", "/dev/fd/1", own + "fd/1"].contains(text) { return true }
        return text.hasPrefix(own + "task/") && text.hasSuffix("/fd/1")
    }

    private var isDescriptorName: Bool {
        ["/proc/", "/dev/fd/", "/dev/std"].contains { bytes.starts(with: $0.utf8) }
    }
}
