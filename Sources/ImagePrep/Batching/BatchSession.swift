/// One run of a batch: the workers, and what they have finished.
final class BatchSession<ID: Sendable>: Sendable {
    private let preparer: ImagePreparer
    private let pool: PreparationPool
    private let cancellation = CancellationFlag()
    private let results: BatchResults<ID>

    init(_ preparer: ImagePreparer, _ options: BatchOptions) {
        var preparer = preparer
        let limits = preparer.options.inputLimits
        preparer.options.inputLimits.workingMemoryBytes = min(limits.workingMemoryBytes, options.pool.memoryBytes)
        self.preparer = preparer
        pool = options.pool
        results = BatchResults(order: options.order)
    }

    deinit {
        cancel()
    }

    func begin(_ item: BatchItem<ID>) {
        let number = results.draw()
        // Not self: the session ends when its iterator does, whatever is still in work.
        pool.workers.submit { [preparer, memoryBudget = pool.memoryBudget, cancellation, results] workspace in
            let context = preparer.makeContext(using: workspace, cancellation: cancellation)
            let result = Result { try BatchSession.prepare(item, by: preparer, admittedBy: memoryBudget, in: context) }
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
        pool.memoryBudget.wakeWaiters()
        results.end()
    }

    private static func prepare(
        _ item: BatchItem<ID>, by preparer: ImagePreparer, admittedBy memoryBudget: MemoryBudget,
        in context: PreparationContext
    ) throws -> PreparedImage {
        guard memoryBudget.admitLoading(byteCount: item.byteCount, unless: context.cancellation) else {
            throw ImagePrepError.cancelled
        }
        defer { memoryBudget.endLoading(byteCount: item.byteCount) }
        let bytes = try item.load()
        return try preparer.prepare(consume bytes, admittedBy: memoryBudget, in: context)
    }
}
