internal import Synchronization
internal import SystemFiles

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// A whole file under a name of its own, on its way to its final name in the same folder.
///
/// What is neither moved nor removed when the process dies is a hidden file that later runs pass over; under the final name
/// there is the whole file or what was there before. The file is not synced to the disk: that would cost more than most
/// images take, and what a power cut leaves of recent writes is the file system's business.
struct TemporaryFile: Sendable {
    let path: FilePath

    private static let prefix = Array(".imageprep-".utf8)
    private static let counter = Atomic(0)

    /// Whether a file name is one of those that this type gives.
    static func isNameOfOne(_ name: [UInt8]) -> Bool { name.starts(with: prefix) }

    /// Writes `bytes` into `folder`; leaves nothing there where that fails.
    init(_ bytes: [UInt8], in folder: FilePath, modified: FileTime?) throws(SystemError) {
        while true {
            let number = TemporaryFile.counter.add(1, ordering: .relaxed).newValue
            let name = TemporaryFile.prefix + Array("\(getpid())-\(number).tmp".utf8)
            let candidate = folder.appending(name)
            do throws(SystemError) {
                try TemporaryFile.write(bytes, to: candidate, modified: modified)
                path = candidate
                return
            } catch {
                // Left by a process of the same number that was killed.
                guard error.isExisting else { throw error }
            }
        }
    }

    private static func write(_ bytes: [UInt8], to path: FilePath, modified: FileTime?) throws(SystemError) {
        let file = try FileDescriptor(opening: path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
        do throws(SystemError) {
            try file.write(bytes)
            if let modified { try file.setTimes(modified) }
        } catch {
            _ = unsafe path.withCString { unsafe unlink($0) }
            throw error
        }
    }

    /// Gives it its final name, in the place of whatever has that name.
    func move(to final: FilePath) throws(SystemError) {
        let status = unsafe path.withCString { from in unsafe final.withCString { unsafe rename(from, $0) } }
        guard status != 0 else { return }
        let error = SystemError.last
        remove()
        throw error
    }

    func remove() {
        _ = unsafe path.withCString { unsafe unlink($0) }
    }
}
