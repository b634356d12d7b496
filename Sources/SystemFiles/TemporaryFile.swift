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
    private let traits: Traits

    /// What a file has beside its bytes.
    fileprivate struct Traits {
        let modified: FileTime?
        let note: String?
        let model: FileStatus?
    }

    private static let prefix = Array(".imageprep-".utf8)
    private static let suffix = Array(".tmp".utf8)
    private static let counter = Atomic(0)

    /// Whether a file name is one of those that this type gives.
    package static func isNameOfOne(_ name: [UInt8]) -> Bool {
        name.starts(with: prefix) && name.suffix(suffix.count).elementsEqual(suffix)
    }

    /// Writes `bytes` into `folder`; leaves nothing there where that fails.
    ///
    /// - Parameter modified: the time of the last change; nil for now.
    /// - Parameter note: what `FileDescriptor.note()` tells of it later, where the file system keeps notes.
    /// - Parameter model: whose permissions it gets and, as far as this process may, whose owner.
    package init(
        _ bytes: [UInt8], in folder: FilePath, modified: FileTime?, note: String? = nil, model: FileStatus? = nil
    ) throws(SystemError) {
        let traits = Traits(modified: modified, note: note, model: model)
        self.traits = traits
        if let file = UnnamedFile(in: folder) {
            try file.descriptor.write(bytes, traits)
            place = .unnamed(file)
        } else {
            place = .named(
                try TemporaryFile.withNewName(in: folder) { path throws(SystemError) in
                    try TemporaryFile.create(path, bytes, traits)
                })
        }
    }

    /// Writes more at its end, before it is given its final name.
    package func append(_ bytes: [UInt8]) throws(SystemError) {
        switch place {
        case .unnamed(let file): try file.descriptor.write(bytes)
        case .named(let path): try FileDescriptor(opening: path, O_WRONLY | O_APPEND | O_NOFOLLOW).write(bytes)
        }
    }

    /// Gives it its final name, in the place of whatever has that name.
    package func move(to final: FilePath) throws(SystemError) {
        if case .unnamed(let file) = place, (try? file.link(as: final)) != nil { return }
        // A name that is taken cannot be linked to, only renamed to.
        try TemporaryFile.rename(named(in: final.folder), to: final)
    }

    /// Gives it its final name where nothing has that; otherwise throws the error of a file that exists.
    package func moveWithoutReplacing(to final: FilePath) throws(SystemError) {
        if case .unnamed(let file) = place {
            do throws(SystemError) {
                return try file.link(as: final)
            } catch {
                if error.isExisting { throw error }
            }
        }
        let path = try named(in: final.folder)
        defer { TemporaryFile.unlink(path) }
        guard unsafe path.withCString({ from in unsafe final.withCString { unsafe systemLink(from, $0) } }) != 0 else {
            return
        }
        // Not every file system has links; there, nothing asks and renames at once.
        let error = SystemError.last
        if error.isExisting || (try? FileStatus(of: final)) != nil { throw SystemError.existing }
        try TemporaryFile.rename(path, to: final)
    }

    /// Puts it in the place of `other`, of which nothing is left, where that is still the file that `expected` describes.
    ///
    /// The two exchange their names in one step, so that there is a whole file at any moment, and a file that another program
    /// put there meanwhile is given its name back.
    /// - Returns: false where it was not that file; nothing has changed then.
    package func exchange(with other: FilePath, expecting expected: FileStatus) throws(SystemError) -> Bool {
        let path = try named(in: other.folder)
        defer { TemporaryFile.unlink(path) }
        guard try FileStatus(of: other) == expected else { return false }
        guard exchangeNames(path, other) else {
            // Where the file system cannot exchange, the check above has to do.
            try TemporaryFile.rename(path, to: other)
            return true
        }
        guard (try? FileStatus(of: path)) == expected else {
            _ = exchangeNames(path, other)
            return false
        }
        return true
    }

    /// Its hidden name, which it is given here where it had none.
    private func named(in folder: FilePath) throws(SystemError) -> FilePath {
        switch place {
        case .named(let path): path
        case .unnamed(let file):
            try TemporaryFile.withNewName(in: folder) { path throws(SystemError) in try name(file, path) }
        }
    }

    /// Where it cannot be linked, as where a security policy is against it, it is written once more.
    private func name(_ file: UnnamedFile, _ path: FilePath) throws(SystemError) {
        do throws(SystemError) {
            try file.link(as: path)
        } catch {
            if error.isExisting { throw error }
            try TemporaryFile.create(path, file.readAll(), traits)
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

    private static func create(_ path: FilePath, _ bytes: [UInt8], _ traits: Traits) throws(SystemError) {
        let file = try FileDescriptor(opening: path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
        do throws(SystemError) {
            try file.write(bytes, traits)
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
    fileprivate func write(_ bytes: [UInt8], _ traits: TemporaryFile.Traits) throws(SystemError) {
        try write(bytes)
        if let model = traits.model { try take(after: model) }
        if let modified = traits.modified { try setTimes(modified) }
        // Where none can be kept, the file is as good without.
        if let note = traits.note { try? setNote(note) }
    }

    /// Only root may give files away; for everybody else the file is theirs.
    private func take(after model: FileStatus) throws(SystemError) {
        _ = fchown(number, model.owner, model.group)
        guard fchmod(number, model.permissions) == 0 else { throw .last }
    }
}

// The methods of the same names hide the functions.
private func systemRename(_ from: UnsafePointer<CChar>, _ to: UnsafePointer<CChar>) -> Int32 { unsafe rename(from, to) }
private func systemLink(_ from: UnsafePointer<CChar>, _ to: UnsafePointer<CChar>) -> Int32 { unsafe link(from, to) }
private func systemUnlink(_ path: UnsafePointer<CChar>) -> Int32 { unsafe unlink(path) }
