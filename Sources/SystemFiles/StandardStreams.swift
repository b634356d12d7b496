#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// Takes the numbers of standard streams that came closed, so that no file that is opened later gets one of them and passes
/// for a stream. What is read from or written to such a stream fails as it did.
///
/// To be called before anything is opened.
package func occupyClosedStreams() {
    for number: Int32 in 0...2 where fcntl(number, F_GETFD) < 0 {
        // The lowest free number, which is this one; opened the wrong way round.
        _ = unsafe open("/dev/null", number == 0 ? O_WRONLY : O_RDONLY)
    }
}
