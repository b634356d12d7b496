internal import ImagePrep
internal import SystemFiles

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// An input that is open for reading.
struct InputFile: ~Copyable {
    let path: FilePath
    let status: FileStatus
    private let descriptor: FileDescriptor
    private let place: DescriptorPlace

    /// Waits for no writer, as a pipe or a device is refused, but for other inputs to be closed where too many are open.
    init(opening path: FilePath) throws(FileError) {
        let place = DescriptorGate.reading.enter()
        let opened = try InputFile.open(path)
        let found = try InputFile.translate(path) { () throws(SystemError) in try opened.status() }
        guard found.kind == .file else { throw .inputNotAFile(path, what: found.kind.description) }
        self.path = path
        status = found
        descriptor = opened
        self.place = place
    }

    /// What an earlier run noted of it.
    func note() -> String? { descriptor.note() }

    /// What the first bytes say that it is.
    func signature() throws(FileError) -> FileSignature {
        defer { try? descriptor.rewind() }
        let bytes = try read(upTo: FileSignature.byteCount)
        return FileSignature(of: bytes.span)
    }

    /// - Throws: `limitExceeded` where the file is larger than an input may be.
    func checkByteCount(_ limits: InputLimits) throws(ImagePrepError) {
        guard status.byteCount <= limits.inputBytes else {
            throw .limitExceeded(.inputBytes, limit: limits.inputBytes, actual: status.byteCount)
        }
    }

    /// The whole file as it was when it was opened; closes it.
    /// - Throws: `inputChanged` where another program is writing it.
    consuming func readAll() throws(FileError) -> [UInt8] {
        // One byte more than there should be finds out that the file grew.
        let bytes = try read(upTo: status.byteCount + 1)
        guard bytes.count == status.byteCount, (try? descriptor.status()) == status else { throw .inputChanged(path) }
        return bytes
    }

    private func read(upTo count: Int) throws(FileError) -> [UInt8] {
        try InputFile.translate(path) { () throws(SystemError) in try descriptor.read(upTo: count) }
    }

    private static func open(_ path: FilePath) throws(FileError) -> FileDescriptor {
        do throws(SystemError) {
            // Opening a pipe without O_NONBLOCK would wait for a writer.
            return try FileDescriptor(opening: path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
        } catch {
            throw error.isMissing ? .inputMissing(path) : .inputUnreadable(path, reason: error.description)
        }
    }

    private static func translate<Result>(
        _ path: FilePath, _ body: () throws(SystemError) -> Result
    ) throws(FileError) -> Result {
        do throws(SystemError) {
            return try body()
        } catch {
            throw .inputUnreadable(path, reason: error.description)
        }
    }
}
