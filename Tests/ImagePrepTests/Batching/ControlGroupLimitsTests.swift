import ImagePrep
import Testing

struct ControlGroupLimitsTests {
    private func limits(_ files: [String: String]) -> ControlGroupLimits { ControlGroupLimits { files[$0] } }

    @Test func `without files nothing is limited`() {
        let limits = limits([:])
        #expect(limits.memoryBytes == nil && limits.processorCount == nil)
    }

    @Test func `version 2 in a container, which sees its own group as the root`() {
        let limits = limits([
            "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/memory.max": "536870912\n",
            "/sys/fs/cgroup/cpu.max": "150000 100000\n",
        ])
        #expect(limits.memoryBytes == 536_870_912 && limits.processorCount == 2)
    }

    @Test func `no limit is the word max, or a quota below zero`() {
        let second = limits(["/sys/fs/cgroup/memory.max": "max\n", "/sys/fs/cgroup/cpu.max": "max 100000\n"])
        #expect(second.memoryBytes == nil && second.processorCount == nil)
        let first = limits([
            "/proc/self/cgroup": "2:cpu,cpuacct:/\n", "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
            "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
        ])
        #expect(first.processorCount == nil)
    }

    @Test func `the least of a group's limits and those above it holds`() {
        let limits = limits([
            "/proc/self/cgroup": "0::/outer.slice/inner.scope\n",
            "/sys/fs/cgroup/outer.slice/inner.scope/memory.max": "max\n",
            "/sys/fs/cgroup/outer.slice/memory.max": "2000000\n",
            "/sys/fs/cgroup/outer.slice/inner.scope/cpu.max": "400000 100000\n",
            "/sys/fs/cgroup/outer.slice/cpu.max": "20000 100000\n",
        ])
        #expect(limits.memoryBytes == 2_000_000 && limits.processorCount == 1)
    }

    @Test func `version 1 has a hierarchy for each`() {
        let limits = limits([
            "/proc/self/cgroup": "5:cpu,cpuacct:/docker/ab\n4:memory:/docker/ab\n1:name=systemd:/docker/ab\n",
            // The container's own group is mounted as the root and not under the path that it has outside.
            "/sys/fs/cgroup/memory/memory.limit_in_bytes": "1073741824\n",
            "/sys/fs/cgroup/cpu/docker/ab/cpu.cfs_quota_us": "300000\n",
            "/sys/fs/cgroup/cpu/docker/ab/cpu.cfs_period_us": "100000\n",
        ])
        #expect(limits.memoryBytes == 1 << 30 && limits.processorCount == 3)
    }

    @Test func `a path that leads out of the hierarchy is not followed`() {
        let limits = limits([
            "/proc/self/cgroup": "0::/../../other\n", "/sys/fs/cgroup/../../other/memory.max": "1\n",
            "/sys/fs/cgroup/memory.max": "77\n",
        ])
        #expect(limits.memoryBytes == 77)
    }
}

struct PreparationPoolTests {
    @Test func `a pool is at most its workers and half of a small machine`() {
        #expect(PreparationPool(workerCount: 0, memoryBytes: 5).workerCount == 1)
        #expect(PreparationPool(workerCount: 3, memoryBytes: 5).memoryBytes == 5)
        #expect(MachineCapacity.poolBytes(ofTotal: 512 << 20) == 256 << 20)
        #expect(MachineCapacity.poolBytes(ofTotal: 3 << 30) == 1 << 30)
        #expect(MachineCapacity.poolBytes(ofTotal: 16 << 30) == 4 << 30)
    }

    @Test func `copies are the same pool, and two that are alike are not`() {
        let pool = PreparationPool(workerCount: 2, memoryBytes: 1 << 30)
        let copy = pool
        #expect(pool == copy && pool != PreparationPool(workerCount: 2, memoryBytes: 1 << 30))
        var options = BatchOptions()
        #expect(options.pool == .shared)
        options.workerCount = 5
        #expect(options.pool != .shared && options.workerCount == 5)
        #expect(options.memoryBytes == PreparationPool.shared.memoryBytes)
    }

    @Test func `a batch and an async prepare on one pool take turns on its thread`() async throws {
        let pool = PreparationPool(workerCount: 1, memoryBytes: 1 << 30)
        var options = BatchOptions()
        options.pool = pool
        let bytes = try Fixture.named("jpeg/420-mcu-o6.jpg")
        let running = ConditionLock((now: 0, most: 0))
        let items = (0..<20).map { number in
            BatchItem(id: number) {
                running.change { running in
                    running.now += 1
                    running.most = max(running.most, running.now)
                }
                defer { running.change { $0.now -= 1 } }
                return bytes
            }
        }
        async let alone = ImagePreparer().prepare(bytes, on: pool)
        var made: [[UInt8]] = []
        for await result in ImagePreparer().prepareAll(items, options: options) {
            made.append(try result.result.get().bytes)
        }
        let expected = try await alone.bytes
        #expect(made.count == 20 && made.allSatisfy { $0 == expected })
        #expect(running.change { $0.most } == 1)
    }
}
