#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// When a file was last changed.
package struct FileTime: Equatable, Sendable {
    package let seconds: Int
    package let nanoseconds: Int

    init(_ time: timespec) {
        seconds = Int(time.tv_sec)
        nanoseconds = Int(time.tv_nsec)
    }

    var timespec: timespec { .init(tv_sec: seconds, tv_nsec: nanoseconds) }
}
