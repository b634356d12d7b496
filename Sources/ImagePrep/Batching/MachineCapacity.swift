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
    /// Processors that the process may run on; at least 1.
    package static var processorCount: Int {
        max(1, Int(ip_processor_count()))
    }

    /// Bytes of memory that the machine has; what a container may use of it is not known here.
    package static var memoryBytes: Int {
        let (bytes, overflows) = sysconf(Int32(_SC_PHYS_PAGES)).multipliedReportingOverflow(
            by: sysconf(Int32(_SC_PAGESIZE)))
        return overflows || bytes <= 0 ? 4 << 30 : bytes
    }

    /// What a batch uses where nobody says: a quarter of `total`, at least 1 GiB.
    package static func batchBytes(ofTotal total: Int) -> Int { max(total / 4, 1 << 30) }

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
