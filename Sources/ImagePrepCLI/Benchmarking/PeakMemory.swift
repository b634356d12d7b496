internal import SystemFiles

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// The most memory that the process had resident.
enum PeakMemory {
    /// Forgets the peak so far, where the system can.
    static func restart() {
        #if os(Linux)
        let file = try? FileDescriptor(opening: FilePath("/proc/self/clear_refs"), O_WRONLY)
        try? file?.write("5")
        #endif
    }

    /// Nil where the system does not say.
    static var byteCount: Int? {
        #if os(Linux)
        guard let file = try? FileDescriptor(opening: FilePath("/proc/self/status"), O_RDONLY),
            let bytes = try? file.read(upTo: 1 << 14)
        else { return nil }
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let kibibytes = line?.split(separator: " ", omittingEmptySubsequences: true).dropFirst().first
        return (kibibytes ?? line?.split(separator: "\t").last).flatMap { Int($0) }.map { $0 << 10 }
        #else
        var usage = rusage()
        guard unsafe getrusage(RUSAGE_SELF, &usage) == 0 else { return nil }
        return usage.ru_maxrss
        #endif
    }
}
