internal import ImagePrep
internal import SystemFiles

/// Reads a file, a pipe or a device to its end, and gives up in the middle when its task is cancelled.
struct FileReader: Sendable {
    let path: FilePath
    /// The most bytes that an input may have.
    let limit: Int

    init(_ path: [UInt8], limit: Int) {
        self.path = FilePath(path)
        self.limit = limit
    }

    /// Without reading it; nil where there is no such file. Pipes and devices have 0.
    var byteCount: Int? { (try? FileStatus(of: path))?.byteCount }

    /// Piece by piece, so that there is never a second copy, and a device without an end is not read for ever.
    func read() throws(PredictError) -> [UInt8] {
        do {
            let file = try FileDescriptor(reading: path)
            let status = try file.status()
            guard status.kind != .folder else {
                throw PredictError.invalidInput("\(path) cannot be read: it is a folder")
            }
            try check(status.byteCount)
            return try readToEnd(of: file, expecting: status.byteCount, mayWait: status.kind != .file)
        } catch let error as PredictError {
            throw error
        } catch let error as SystemError {
            throw .invalidInput("\(path) cannot be read: \(error.isMissing ? "there is no such file" : "\(error)")")
        } catch {
            throw .invalidInput("\(path) cannot be read: \(error)")
        }
    }

    private func readToEnd(
        of file: borrowing FileDescriptor, expecting byteCount: Int, mayWait: Bool
    ) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        while true {
            // A pipe may not be written for a long time, or ever.
            if Task.isCancelled { throw PredictError.cancelled }
            if mayWait, !file.isReadable(withinMilliseconds: 100) { continue }
            guard let more = try file.readAvailable(upTo: 1 << 20) else { continue }
            if more.isEmpty { return bytes }
            bytes += more
            try check(bytes.count)
        }
    }

    private func check(_ byteCount: Int) throws(PredictError) {
        guard byteCount <= limit else {
            throw .notPrepared(.limitExceeded(.inputBytes, limit: limit, actual: byteCount))
        }
    }
}
