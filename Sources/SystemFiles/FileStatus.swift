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
        let inode: UInt64
    }

    package enum Kind {
        case file, folder, pipe, socket, device
    }

    package let identity: Identity
    package let kind: Kind
    package let byteCount: Int
    package let modified: FileTime

    init(_ status: stat) {
        identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        byteCount = Int(status.st_size)
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
        #else
        modified = FileTime(status.st_mtim)
        #endif
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
