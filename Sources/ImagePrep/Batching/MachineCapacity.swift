internal import CImageCodecs

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// What the machine has, as far as this process may use it.
package enum MachineCapacity {
    /// Processors that the process may run on, or that its control groups give it time for; at least 1.
    package static var processorCount: Int {
        min(max(1, Int(ip_processor_count())), limits.processorCount ?? .max)
    }

    /// Bytes of memory that the machine has, or that the process's control groups leave it where that is less.
    package static var memoryBytes: Int {
        let (bytes, overflows) = sysconf(Int32(_SC_PHYS_PAGES)).multipliedReportingOverflow(
            by: sysconf(Int32(_SC_PAGESIZE)))
        return min(overflows || bytes <= 0 ? 4 << 30 : bytes, limits.memoryBytes ?? .max)
    }

    /// What a pool uses where nobody says: a quarter of `total`, at least 1 GiB, or half of it where there is less than 2.
    package static func poolBytes(ofTotal total: Int) -> Int { max(total / 4, min(total / 2, 1 << 30)) }

    /// Read once; whoever changes the limits of a running process does not reach it.
    private static let limits = ControlGroupLimits(read: contents)

    /// Of a small file of the kernel's.
    private static func contents(of path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 16 << 10) { buffer, count in
            count = unsafe max(0, read(descriptor, buffer.baseAddress, buffer.count))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The codec libraries' versions and the instructions that our kernels use here, a line each.
    package static var codecVersions: String {
        let text = unsafe [CChar](unsafeUninitializedCapacity: 512) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            unsafe ip_describe_versions(base, 512)
            count = 512
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Keeps glibc from giving every worker a heap of its own, whose free memory no other worker can use. For a process
    /// that is all ours: a library must not decide it for its host.
    package static func shareHeap() {
        ip_share_heap()
    }
}
