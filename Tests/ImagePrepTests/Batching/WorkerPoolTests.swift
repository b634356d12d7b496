import ImagePrep
import Testing

struct WorkerPoolTests {
    @Test(arguments: [1, 2, 7])
    func `every job runs once, and no more at a time than there are workers`(workerCount: Int) {
        let counts = ConditionLock((done: 0, running: 0, peak: 0))
        let pool = WorkerPool(workerCount: workerCount)
        for _ in 0..<3000 {
            pool.submit { _ in
                counts.change { counts in
                    counts.running += 1
                    counts.peak = max(counts.peak, counts.running)
                }
                counts.change { counts in
                    counts.running -= 1
                    counts.done += 1
                }
            }
        }
        pool.close()
        let (done, running, peak) = counts.change { $0 }
        #expect(done == 3000)
        #expect(running == 0)
        #expect((1...workerCount).contains(peak))
    }

    @Test func `idle threads that are ended take their workspaces along and leave no job behind`() {
        let memoryBudget = MemoryBudget(totalBytes: 800)
        let pool = WorkerPool(workerCount: 3)
        let done = ConditionLock(0)
        for round in 1...300 {
            for _ in 0..<3 {
                pool.submit { workspace in
                    workspace.endImage(predictedBytes: 30, of: memoryBudget)
                    done.change { $0 += 1 }
                }
            }
            if round % 2 == 0 { done.wait { $0 == 3 * round ? () : nil } }
            pool.endIdleThreads()
        }
        done.wait { $0 == 900 ? () : nil }
        // As soon as they are idle, which the last may not be yet.
        var isAllThere = false
        while !isAllThere {
            pool.endIdleThreads()
            isAllThere = memoryBudget.keep(byteCount: 100) != nil
        }
        pool.close()
    }

    @Test(arguments: [1, 3])
    func `outcomes come in input order, whatever finishes first`(workerCount: Int) {
        var delivered: [Int] = []
        OrderedBatch(workerCount: workerCount).run(0..<500) { number, _ in
            // Early ones take longest.
            for _ in 0..<(500 - number) * 20 { _ = ContinuousClock.now }
            return number * 2
        } deliver: { number, outcome in
            #expect(outcome == number * 2)
            delivered.append(number)
        }
        #expect(delivered == Array(0..<500))
    }

    @Test func `items are taken only as fast as outcomes are delivered`() {
        let delivered = ConditionLock(0)
        let items = (0..<1000).lazy.map { number in
            // The window of one worker.
            #expect(number - delivered.change { $0 } <= 16)
            return number
        }
        OrderedBatch(workerCount: 1).run(items) { number, _ in
            number
        } deliver: { _, _ in
            delivered.change { $0 += 1 }
        }
        #expect(delivered.change { $0 } == 1000)
    }
}
