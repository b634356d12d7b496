/// Runs work on a pool of workers and delivers what comes of it in input order, on the thread that asked.
package struct OrderedBatch {
    private let workerCount: Int
    /// Items that are in work or wait for an earlier one to be delivered. Wide enough that one slow image does not
    /// stop the others, and bounded, as what waits costs memory.
    private let windowCount: Int

    package init(workerCount: Int) {
        self.workerCount = max(1, workerCount)
        windowCount = self.workerCount * 16
    }

    /// Calls `deliver` once for every item, in order. `items` is asked for the next one only when there is room for it.
    package func run<Item: Sendable, Outcome: Sendable>(
        _ items: some Sequence<Item>, work: @escaping @Sendable (Item, Workspace) -> Outcome,
        deliver: (Item, Outcome) -> Void
    ) {
        let pool = WorkerPool(workerCount: workerCount)
        defer { pool.close() }
        let outcomes = ConditionLock<[Int: Outcome]>([:])
        var waiting: [Item] = []
        var deliveredCount = 0
        func deliverNext() {
            let number = deliveredCount
            deliver(waiting.removeFirst(), outcomes.wait { $0.removeValue(forKey: number) })
            deliveredCount += 1
        }
        for (number, item) in items.enumerated() {
            if waiting.count == windowCount { deliverNext() }
            waiting.append(item)
            pool.submit { workspace in
                let outcome = work(item, workspace)
                outcomes.change { $0[number] = outcome }
            }
        }
        while !waiting.isEmpty { deliverNext() }
    }
}
