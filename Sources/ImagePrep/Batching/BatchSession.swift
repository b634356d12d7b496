/// One run of a batch: the workers, and what they have finished.
final class BatchSession<ID: Sendable>: Sendable {
    private let preparer: ImagePreparer
    private let pool: WorkerPool
    private let ledger: MemoryLedger
    private let cancellation = CancelFlag()
    private let results: BatchResults<ID>

    init(_ preparer: ImagePreparer, _ options: BatchOptions) {
        var preparer = preparer
        let limits = preparer.options.inputLimits
        preparer.options.inputLimits.workingMemoryBytes = min(limits.workingMemoryBytes, options.memoryBytes)
        self.preparer = preparer
        pool = WorkerPool(workerCount: options.workerCount)
        ledger = MemoryLedger(totalBytes: options.memoryBytes)
        results = BatchResults(order: options.order)
    }

    deinit {
        cancel()
        pool.retire()
    }

    func begin(_ item: BatchItem<ID>) {
        let number = results.draw()
        // Not self: the session ends when its iterator does, whatever is still in work.
        pool.submit { [preparer, ledger, cancellation, results] workspace in
            let result = Result {
                try BatchSession.prepare(item, preparer, admittedBy: ledger, unless: cancellation, using: &workspace)
            }
            results.add(BatchResult(id: item.id, result: result), number: number)
        }
    }

    func nextResult() async -> BatchResult<ID>? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { results.fetch($0) }
        } onCancel: {
            cancel()
        }
    }

    private func cancel() {
        cancellation.raise()
        ledger.wakeWaiters()
        results.end()
    }

    private static func prepare(
        _ item: BatchItem<ID>, _ preparer: ImagePreparer, admittedBy ledger: MemoryLedger,
        unless cancellation: CancelFlag, using workspace: inout Workspace
    ) throws -> PreparedImage {
        guard ledger.admitLoading(byteCount: item.byteCount, unless: cancellation) else {
            throw ImagePrepError.cancelled
        }
        defer { ledger.endLoading(byteCount: item.byteCount) }
        let bytes = try item.load()
        return try preparer.prepare(consume bytes, admittedBy: ledger, unless: cancellation, using: &workspace)
    }
}
