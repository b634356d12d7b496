#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// What the system knows of a file.
package struct FileStatus: Equatable {
    /// A file whatever its names are: hard links and symbolic links lead to the same.
    package struct Identity: Hashable {
        let device: UInt64
        package let inode: UInt64
    }

    package enum Kind {
        case file, folder, pipe, socket, device
    }

    package let identity: Identity
    package let kind: Kind
    package let byteCount: Int
    package let modified: FileTime
    /// When anything about it changed last, names and permissions too; no program can set it back.
    package let changed: FileTime
    /// How many names it has: more than one by hard links.
    package let linkCount: Int
    let owner: uid_t
    let group: gid_t
    let permissions: mode_t

    init(_ status: stat) {
        identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        byteCount = Int(status.st_size)
        linkCount = Int(status.st_nlink)
        owner = status.st_uid
        group = status.st_gid
        permissions = status.st_mode & 0o7777
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFIFO: .pipe
            case S_IFSOCK: .socket
            default: .device
            }
        #if canImport(Darwin)
        modified = FileTime(status.st_mtimespec)
        changed = FileTime(status.st_ctimespec)
        #else
        modified = FileTime(status.st_mtim)
        changed = FileTime(status.st_ctim)
        #endif
    }

    /// Whether it is the same file with the same content; permissions and names do not count.
    package static func == (one: FileStatus, other: FileStatus) -> Bool {
        one.identity == other.identity && one.kind == other.kind && one.byteCount == other.byteCount
            && one.modified == other.modified
    }

    /// Of what the path leads to, symbolic links followed.
    package init(of path: FilePath) throws(SystemError) {
        var status = stat()
        guard unsafe path.withCString({ unsafe stat($0, &status) }) == 0 else { throw .last }
        self.init(status)
    }
}

extension FilePath {
    /// Whether a symbolic link has this path.
    package var isLink: Bool {
        var status = stat()
        return unsafe withCString { unsafe lstat($0, &status) } == 0 && status.st_mode & S_IFMT == S_IFLNK
    }
}

extension FileStatus.Kind: CustomStringConvertible {
    package var description: String {
        switch self {
        case .file: "a file"
        case .folder: "a folder"
        case .pipe: "a pipe"
        case .socket: "a socket"
        case .device: "a device"
        }
    }
}
