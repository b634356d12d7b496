internal import Synchronization

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// A whole file on its way to its final name in the same folder.
///
/// Where Linux and the file system allow, it has no name before, and nothing of it is left when the process dies, whatever
/// ends that, but for the moment between two calls in which it replaces another file. Elsewhere it is a hidden file until it is
/// moved or removed, which later runs pass over. Under the final name there is the whole file or what was there before. The
/// file is not synced to the disk: that would cost more than most images take, and what a power cut leaves of recent writes is
/// the file system's business.
package struct TemporaryFile: Sendable {
    private enum Place {
        case unnamed(UnnamedFile)
        case named(FilePath)
    }

    private let place: Place
    private let modified: FileTime?

    private static let prefix = Array(".imageprep-".utf8)
    private static let suffix = Array(".tmp".utf8)
    private static let counter = Atomic(0)

    /// Whether a file name is one of those that this type gives.
    package static func isNameOfOne(_ name: [UInt8]) -> Bool {
        name.starts(with: prefix) && name.suffix(suffix.count).elementsEqual(suffix)
    }

    /// Writes `bytes` into `folder`; leaves nothing there where that fails.
    package init(_ bytes: [UInt8], in folder: FilePath, modified: FileTime?) throws(SystemError) {
        self.modified = modified
        if let file = UnnamedFile(in: folder) {
            try file.descriptor.write(bytes, modified: modified)
            place = .unnamed(file)
        } else {
            place = .named(
                try TemporaryFile.withNewName(in: folder) { path throws(SystemError) in
                    try TemporaryFile.create(path, bytes, modified: modified)
                })
        }
    }

    /// Gives it its final name, in the place of whatever has that name.
    package func move(to final: FilePath) throws(SystemError) {
        switch place {
        case .named(let path): try TemporaryFile.rename(path, to: final)
        case .unnamed(let file):
            if (try? file.link(as: final)) != nil { return }
            // A name that is taken cannot be linked to, only renamed to.
            let path = try TemporaryFile.withNewName(in: final.folder) { path throws(SystemError) in
                try name(file, path)
            }
            try TemporaryFile.rename(path, to: final)
        }
    }

    /// Where it cannot be linked, as where a security policy is against it, it is written once more.
    private func name(_ file: UnnamedFile, _ path: FilePath) throws(SystemError) {
        do throws(SystemError) {
            try file.link(as: path)
        } catch {
            if error.isExisting { throw error }
            try TemporaryFile.create(path, file.readAll(), modified: modified)
        }
    }

    package func remove() {
        if case .named(let path) = place { TemporaryFile.unlink(path) }
    }

    /// Calls `make` with one name after the other until it finds one that is not taken.
    private static func withNewName(
        in folder: FilePath, _ make: (FilePath) throws(SystemError) -> Void
    ) throws(SystemError) -> FilePath {
        while true {
            let number = counter.add(1, ordering: .relaxed).newValue
            let path = folder.appending(prefix + Array("\(getpid())-\(number)".utf8) + suffix)
            do throws(SystemError) {
                try make(path)
                return path
            } catch {
                // Left by a process of the same number that was killed.
                guard error.isExisting else { throw error }
            }
        }
    }

    private static func create(_ path: FilePath, _ bytes: [UInt8], modified: FileTime?) throws(SystemError) {
        let file = try FileDescriptor(opening: path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
        do throws(SystemError) {
            try file.write(bytes, modified: modified)
        } catch {
            unlink(path)
            throw error
        }
    }

    private static func rename(_ path: FilePath, to final: FilePath) throws(SystemError) {
        let status = unsafe path.withCString { from in unsafe final.withCString { unsafe systemRename(from, $0) } }
        guard status != 0 else { return }
        let error = SystemError.last
        unlink(path)
        throw error
    }

    private static func unlink(_ path: FilePath) {
        _ = unsafe path.withCString { unsafe systemUnlink($0) }
    }
}

extension FileDescriptor {
    fileprivate func write(_ bytes: [UInt8], modified: FileTime?) throws(SystemError) {
        try write(bytes)
        if let modified { try setTimes(modified) }
    }
}

// The methods of the same names hide the functions.
private func systemRename(_ from: UnsafePointer<CChar>, _ to: UnsafePointer<CChar>) -> Int32 { unsafe rename(from, to) }
private func systemUnlink(_ path: UnsafePointer<CChar>) -> Int32 { unsafe unlink(path) }
