internal import ImagePrep
internal import SystemFiles

/// All of standard input, as long as it is no longer than `limit` bytes.
/// - Throws: `cancelled` soon after `cancellation` was raised, whether anything comes or not.
func readStandardInput(limit: Int, unless cancellation: CancellationFlag? = nil) throws -> [UInt8] {
    try FileDescriptor.standardInput.readToEnd(FilePath("-"), limit: limit, unless: cancellation)
}

/// All of a pipe with a name, whose writer may be yet to come, as long as it is no longer than `limit` bytes.
/// - Throws: `cancelled` soon after `cancellation` was raised; `inputUnreadable` if the pipe cannot be opened.
func readPipe(_ path: FilePath, limit: Int, unless cancellation: CancellationFlag? = nil) throws -> [UInt8] {
    let descriptor: FileDescriptor
    do throws(SystemError) {
        descriptor = try FileDescriptor(reading: path)
    } catch {
        throw FileError.inputUnreadable(path, reason: error.description)
    }
    return try descriptor.readToEnd(path, limit: limit, unless: cancellation)
}

extension FileDescriptor {
    fileprivate func readToEnd(_ name: FilePath, limit: Int, unless cancellation: CancellationFlag?) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            if cancellation?.isRaised == true { throw ImagePrepError.cancelled }
            guard isReadable(withinMilliseconds: 100) else { continue }
            let more: [UInt8]?
            do throws(SystemError) {
                // As much as a pipe holds.
                more = try readAvailable(upTo: min(1 << 16, limit - bytes.count + 1))
            } catch {
                throw FileError.inputUnreadable(name, reason: error.description)
            }
            guard let more else { continue }
            if more.isEmpty { return bytes }
            bytes += more
            guard bytes.count <= limit else {
                throw ImagePrepError.limitExceeded(.inputBytes, limit: limit, actual: bytes.count)
            }
        }
    }
}
