/// Threads that prepare images, and the memory that the images in work may take together.
///
/// A value that callers configure and hand round: copies are the same pool, and whoever works on the same pool waits for
/// the others' images rather than use more than the pool has. Making one costs next to nothing. Its threads start when
/// there is work, keep their memory from image to image, and end when they have had nothing to do for some seconds, or when
/// nobody holds the pool any more.
public struct PreparationPool: Sendable {
    /// The process's own, with the defaults: what callers have that bring none.
    public static let shared = PreparationPool()

    /// Images that are worked on at a time.
    public var workerCount: Int { engine.workerCount }
    /// Bytes for loaded inputs and working memory of all images together, as their headers predict it.
    public var memoryBytes: Int { engine.memoryBytes }

    private let engine: Engine

    /// A pool of its own.
    ///
    /// - Parameters:
    ///   - workerCount: at least 1. Default: one for each processor that the process may use, its control group's share of
    ///     them included, as in a container.
    ///   - memoryBytes: an image of a batch that needs more by itself is an error. Default: a quarter of the machine's
    ///     memory or of what the control group leaves, at least 1 GiB, or half of it where there is less than 2 GiB.
    public init(workerCount: Int? = nil, memoryBytes: Int? = nil) {
        engine = Engine(
            workerCount: max(1, workerCount ?? MachineCapacity.processorCount),
            memoryBytes: memoryBytes ?? MachineCapacity.poolBytes(ofTotal: MachineCapacity.memoryBytes))
    }

    package var workers: WorkerPool { engine.workers }
    package var memoryBudget: MemoryBudget { engine.memoryBudget }

    private final class Engine: Sendable {
        let workerCount: Int
        let memoryBytes: Int
        let workers: WorkerPool
        let memoryBudget: MemoryBudget

        init(workerCount: Int, memoryBytes: Int) {
            self.workerCount = workerCount
            self.memoryBytes = memoryBytes
            workers = WorkerPool(workerCount: workerCount)
            memoryBudget = MemoryBudget(totalBytes: memoryBytes)
        }

        deinit { workers.retire() }
    }
}

extension PreparationPool: Hashable {
    /// Whether they are the same pool; two that are alike are not.
    public static func == (first: PreparationPool, second: PreparationPool) -> Bool { first.engine === second.engine }

    /// By identity.
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(engine)) }
}

extension PreparationPool {
    /// Runs `work` on one of the threads, and stops it within the image when the task is cancelled.
    ///
    /// - Throws: what `work` does, and `cancelled`.
    func run<Outcome: Sendable>(
        _ preparer: ImagePreparer, _ work: @escaping @Sendable (PreparationContext) throws(ImagePrepError) -> Outcome
    ) async throws(ImagePrepError) -> Outcome {
        let cancellation = CancellationFlag()
        let result: Result<Outcome, ImagePrepError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                workers.submit { workspace in
                    let context = preparer.makeContext(using: workspace, cancellation: cancellation)
                    continuation.resume(returning: Result { () throws(ImagePrepError) in try work(context) })
                }
            }
        } onCancel: {
            cancellation.raise()
            memoryBudget.wakeWaiters()
        }
        return try result.get()
    }

    /// The second half of a prepare on this pool's thread. A large picture has what idle threads keep given back first:
    /// together they would be the process's peak.
    func execute(
        _ analysis: PreparationAnalysis, of input: [UInt8], by preparer: ImagePreparer, in context: PreparationContext
    ) throws(ImagePrepError) -> PreparedImage {
        if analysis.plan.predictedMemoryBytes > Workspace.mostKeptBytes { workers.endIdleThreads() }
        return try preparer.execute(analysis, consuming: input, admittedBy: memoryBudget, in: context)
    }
}
