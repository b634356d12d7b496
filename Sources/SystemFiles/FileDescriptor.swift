#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// An open file, closed when it is no longer held.
package struct FileDescriptor: ~Copyable, Sendable {
    package let number: Int32
    private let closes: Bool

    package init(opening path: FilePath, _ flags: Int32, permissions: Int = 0o666) throws(SystemError) {
        let opened = unsafe path.withCString { unsafe open($0, flags | O_CLOEXEC, mode_t(permissions)) }
        guard opened >= 0 else { throw .last }
        number = opened
        closes = true
    }

    private init(borrowing number: Int32) {
        self.number = number
        closes = false
    }

    package static var standardInput: FileDescriptor { FileDescriptor(borrowing: 0) }
    package static var standardOutput: FileDescriptor { FileDescriptor(borrowing: 1) }
    package static var standardError: FileDescriptor { FileDescriptor(borrowing: 2) }

    deinit {
        if closes { close(number) }
    }

    package func status() throws(SystemError) -> FileStatus {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { throw .last }
        return FileStatus(status)
    }

    /// Up to `count` bytes from where the file stands; fewer only at its end.
    package func read(upTo count: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                let received = unsafe systemRead(number, rest)
                if received > 0 { filled += received }
                if received == 0 { break }
                if received < 0, errno != EINTR {
                    failure = .last
                    break
                }
            }
        }
        if let failure { throw failure }
        return bytes
    }

    package func write(_ bytes: [UInt8]) throws(SystemError) {
        var sent = 0
        while sent < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe systemWrite(number, UnsafeRawBufferPointer(rebasing: buffer[sent...]))
            }
            if written > 0 { sent += written }
            if written < 0, errno != EINTR { throw .last }
        }
    }

    /// Goes back to the first byte.
    package func rewind() throws(SystemError) { try seek(to: 0) }

    /// Goes to a byte, counted from 0.
    package func seek(to offset: Int) throws(SystemError) {
        guard lseek(number, off_t(offset), SEEK_SET) == off_t(offset) else { throw .last }
    }

    /// Sets the times of the last change and the last access.
    package func setTimes(_ time: FileTime) throws(SystemError) {
        let times = [time.timespec, time.timespec]
        guard unsafe futimens(number, times) == 0 else { throw .last }
    }

    package func write(_ text: String) throws(SystemError) { try write(Array(text.utf8)) }
}

// `read` and `write` are also the names of methods here, which hide the functions.
func systemRead(_ number: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    unsafe read(number, buffer.baseAddress, buffer.count)
}

private func systemWrite(_ number: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
    unsafe write(number, buffer.baseAddress, buffer.count)
}
