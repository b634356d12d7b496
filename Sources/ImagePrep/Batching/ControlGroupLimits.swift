/// What the control groups of Linux leave a process, as in a container: neither the machine's pages nor its processors show it.
package struct ControlGroupLimits: Sendable, Hashable {
    /// The most memory; nil where no group limits it.
    package var memoryBytes: Int?
    /// Processors' worth of time, rounded up and at least 1; nil where no group limits it.
    package var processorCount: Int?

    /// Reads the limits of the process's own groups and of all above them, of which the least holds.
    ///
    /// - Parameter read: the text of a file, or nil where there is none.
    package init(read: (String) -> String?) {
        let groups = ControlGroupLimits.groups(in: read("/proc/self/cgroup") ?? "0::/")
        for group in groups {
            for folder in group.folders {
                if group.hasMemory {
                    note(memory: read("\(folder)/\(group.isUnified ? "memory.max" : "memory.limit_in_bytes")"))
                }
                if group.hasProcessors { note(processors: ControlGroupLimits.quota(in: folder, of: group, read)) }
            }
        }
    }

    private mutating func note(memory text: String?) {
        guard let limit = text?.numbers.first, limit > 0 else { return }
        memoryBytes = min(memoryBytes ?? .max, limit)
    }

    private mutating func note(processors quota: [Int]) {
        guard quota.count == 2, quota[0] > 0, quota[1] > 0 else { return }
        let (whole, rest) = quota[0].quotientAndRemainder(dividingBy: quota[1])
        processorCount = min(processorCount ?? .max, max(1, whole + (rest > 0 ? 1 : 0)))
    }

    /// Microseconds of processor time, and those of the period within which they may be used; less where there is no limit.
    private static func quota(in folder: String, of group: Group, _ read: (String) -> String?) -> [Int] {
        guard !group.isUnified else { return read("\(folder)/cpu.max")?.numbers ?? [] }
        return ["cpu.cfs_quota_us", "cpu.cfs_period_us"].compactMap { read("\(folder)/\($0)")?.numbers.first }
    }

    /// A group that the process is in, of one hierarchy.
    private struct Group {
        /// Version 2, which has one hierarchy for everything.
        var isUnified: Bool
        var hasMemory: Bool
        var hasProcessors: Bool
        /// The group's own and those above it.
        var folders: [String]
    }

    /// Lines such as "0::/user.slice" (version 2) and "5:cpu,cpuacct:/docker/ab12" (version 1).
    private static func groups(in text: String) -> [Group] {
        text.split(separator: "\n").flatMap { line -> [Group] in
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { return [] }
            let controllers = fields[1].split(separator: ",")
            if controllers.isEmpty {
                let folders = folders(of: fields[2], under: "/sys/fs/cgroup")
                return [Group(isUnified: true, hasMemory: true, hasProcessors: true, folders: folders)]
            }
            return controllers.filter { $0 == "memory" || $0 == "cpu" }.map { controller in
                Group(
                    isUnified: false, hasMemory: controller == "memory", hasProcessors: controller == "cpu",
                    folders: folders(of: fields[2], under: "/sys/fs/cgroup/\(controller)"))
            }
        }
    }

    /// A container may see its own group as the root, whatever its path is called outside: the root is always among them.
    private static func folders(of path: Substring, under root: String) -> [String] {
        let names = path.split(separator: "/")
        guard !names.contains("..") else { return [root] }
        return (0...names.count).map { count in ([Substring(root)] + names.prefix(count)).joined(separator: "/") }
    }
}

extension String {
    /// The whole numbers that stand between spaces and line ends; words such as "max" end them.
    fileprivate var numbers: [Int] {
        let words = split { $0 == " " || $0 == "\n" }
        return words.map { Int($0) }.prefix { $0 != nil }.compactMap(\.self)
    }
}
