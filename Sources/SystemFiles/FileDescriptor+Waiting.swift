#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

extension FileDescriptor {
    /// Opens for reading; does not wait for the writer of a pipe.
    package init(reading path: FilePath) throws(SystemError) {
        try self.init(opening: path, O_RDONLY | O_NONBLOCK)
    }

    /// Whether there is something to read, or an end, within that time.
    package func isReadable(withinMilliseconds milliseconds: Int) -> Bool {
        var request = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&request, 1, Int32(clamping: milliseconds)) > 0
    }

    /// From now on writing waits for whoever reads, as it does unless O_NONBLOCK was given.
    package func waitInWrites() throws(SystemError) {
        let flags = fcntl(number, F_GETFL)
        guard flags >= 0, fcntl(number, F_SETFL, flags & ~O_NONBLOCK) >= 0 else { throw .last }
    }

    /// What is there, up to `count` bytes; empty at the end, nil where nothing is there yet.
    package func readAvailable(upTo count: Int) throws(SystemError) -> [UInt8]? {
        var received = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            repeat {
                received = unsafe systemRead(number, UnsafeMutableRawBufferPointer(buffer))
            } while received < 0 && errno == EINTR
            filled = max(0, received)
        }
        if received < 0 {
            guard errno == EAGAIN || errno == EWOULDBLOCK else { throw .last }
            return nil
        }
        return bytes
    }
}
