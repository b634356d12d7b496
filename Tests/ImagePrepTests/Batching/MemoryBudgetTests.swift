import Foundation
import ImagePrep
import Testing

struct MemoryBudgetTests {
    @Test func `images in work together never exceed three quarters, however many ask`() async {
        let memoryBudget = MemoryBudget(totalBytes: 800)
        let peak = await peakOfTasks(count: 60) { number in
            let bytes = 50 + number * 37 % 300
            #expect(memoryBudget.admitWork(predictedBytes: bytes, unless: CancellationFlag()))
            return (bytes, { memoryBudget.endWork(predictedBytes: bytes) })
        }
        #expect(peak <= 600)
        // Otherwise the limit was never put to the test.
        #expect(peak > 350)
    }

    @Test func `inputs that wait for their turn never exceed an eighth`() async {
        let memoryBudget = MemoryBudget(totalBytes: 8000)
        let peak = await peakOfTasks(count: 60) { number in
            let bytes = 100 + number * 61 % 500
            #expect(memoryBudget.admitLoading(byteCount: bytes, unless: CancellationFlag()))
            return (bytes, { memoryBudget.endLoading(byteCount: bytes) })
        }
        #expect(peak <= 1000)
        #expect(peak > 500)
    }

    @Test func `an image that needs more than there is runs alone`() {
        let memoryBudget = MemoryBudget(totalBytes: 100)
        #expect(memoryBudget.admitWork(predictedBytes: 1_000_000, unless: CancellationFlag()))
        memoryBudget.endWork(predictedBytes: 1_000_000)
        #expect(memoryBudget.admitWork(predictedBytes: 10, unless: CancellationFlag()))
    }

    @Test func `workers keep an eighth between images, and who keeps nothing leaves it to others`() {
        let memoryBudget = MemoryBudget(totalBytes: 800)
        // What is kept here ends at the end of its line.
        func canKeep(_ byteCount: Int) -> Bool { memoryBudget.keep(byteCount: byteCount) != nil }
        let kept = memoryBudget.keep(byteCount: 60)
        let (more, rest, again) = (canKeep(41), canKeep(40), canKeep(40))
        #expect(!more && rest && again)
        _ = consume kept
        let all = canKeep(100)
        #expect(all)
    }

    @Test func `who waits is let go when cancelled, and does not hold up those behind`() async {
        let memoryBudget = MemoryBudget(totalBytes: 800)
        #expect(memoryBudget.admitWork(predictedBytes: 600, unless: CancellationFlag()))
        let cancelled = CancellationFlag()
        async let first = onThread { memoryBudget.admitWork(predictedBytes: 600, unless: cancelled) }
        async let second = onThread { memoryBudget.admitWork(predictedBytes: 500, unless: CancellationFlag()) }
        cancelled.raise()
        memoryBudget.wakeWaiters()
        #expect(await first == false)
        memoryBudget.endWork(predictedBytes: 600)
        #expect(await second)
    }

    /// The most bytes that were admitted at a time over many threads, each of which admits, idles and gives back.
    private func peakOfTasks(
        count: Int, _ admit: @escaping @Sendable (Int) -> (bytes: Int, end: () -> Void)
    ) async -> Int {
        let used = ConditionLock((now: 0, peak: 0))
        let pool = WorkerPool(workerCount: 12)
        for number in 0..<count {
            pool.submit { _ in
                let (bytes, end) = admit(number)
                used.change { used in
                    used.now += bytes
                    used.peak = max(used.peak, used.now)
                }
                Thread.sleep(forTimeInterval: 0.001)
                used.change { $0.now -= bytes }
                end()
            }
        }
        pool.close()
        return used.change { $0.peak }
    }

    private func onThread(_ body: @escaping @Sendable () -> Bool) async -> Bool {
        await withCheckedContinuation { continuation in
            #expect(startThread { continuation.resume(returning: body()) })
        }
    }
}
