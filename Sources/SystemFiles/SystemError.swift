#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// The number of an error of the system, described in the system's words.
package struct SystemError: Error, Equatable, CustomStringConvertible {
    package let number: Int32

    /// What the last call on this thread left.
    package static var last: SystemError { SystemError(number: errno) }

    package var isMissing: Bool { number == ENOENT || number == ENOTDIR }
    /// What a link gives that leads to nothing, or back to itself.
    package var isDeadEnd: Bool { isMissing || number == ELOOP }
    package var isExisting: Bool { number == EEXIST }
    package static var existing: SystemError { SystemError(number: EEXIST) }

    package var description: String {
        // strerror is not thread-safe by the standard; both glibc and Darwin keep the known texts constant.
        unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    }
}
