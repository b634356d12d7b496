internal import ImagePrep
internal import SystemFiles

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// The machine's memory, or the control group's share of it where that is less, as in a container.
func availableMemoryBytes() -> Int {
    let machine = MachineCapacity.memoryBytes
    for path in ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"] {
        guard let file = try? FileDescriptor(opening: FilePath(path), O_RDONLY), let bytes = try? file.read(upTo: 32),
            let limit = Int(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
        else { continue }
        return min(machine, limit)
    }
    return machine
}
