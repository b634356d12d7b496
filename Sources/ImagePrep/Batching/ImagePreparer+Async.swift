extension ImagePreparer {
    /// As the synchronous `prepare`, on a thread of ImagePrep's own: the cooperative pool is never kept busy.
    ///
    /// The threads, one for each processor, are shared by all callers, keep their memory from image to image, and end
    /// when they have had nothing to do for some seconds. Images wait for each other where together they would need more
    /// than a quarter of the machine's memory. Cancelling the task stops the work within the image.
    /// - Throws: as the synchronous one, and `cancelled`.
    public func prepare(_ input: [UInt8]) async throws(ImagePrepError) -> PreparedImage {
        try await onSharedWorker { workspace, cancellation throws(ImagePrepError) in
            let examined = try examine(input, unless: cancellation, using: &workspace)
            return try SharedWorkers.carryOut(self, examined, of: input, unless: cancellation, using: &workspace)
        }
    }

    /// The first half of the asynchronous `prepare`, for a caller that admits images to the second by a rule of its own.
    package func examine(_ input: [UInt8]) async throws(ImagePrepError) -> Examination {
        try await onSharedWorker { workspace, cancellation throws(ImagePrepError) in
            try examine(input, unless: cancellation, using: &workspace)
        }
    }

    /// The second half, which waits for the other images of the process as the whole does.
    package func carryOut(
        _ examination: Examination, of input: [UInt8]
    ) async throws(ImagePrepError) -> PreparedImage {
        try await onSharedWorker { workspace, cancellation throws(ImagePrepError) in
            try SharedWorkers.carryOut(self, examination, of: input, unless: cancellation, using: &workspace)
        }
    }
}

private func onSharedWorker<Outcome: Sendable>(
    _ work: @escaping @Sendable (inout Workspace, CancelFlag) throws(ImagePrepError) -> Outcome
) async throws(ImagePrepError) -> Outcome {
    let cancellation = CancelFlag()
    let result: Result<Outcome, ImagePrepError> = await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
            SharedWorkers.pool.submit { workspace in
                continuation.resume(returning: attempt(work, unless: cancellation, using: &workspace))
            }
        }
    } onCancel: {
        cancellation.raise()
        SharedWorkers.ledger.wakeWaiters()
    }
    return try result.get()
}

private func attempt<Outcome>(
    _ work: (inout Workspace, CancelFlag) throws(ImagePrepError) -> Outcome, unless cancellation: CancelFlag,
    using workspace: inout Workspace
) -> Result<Outcome, ImagePrepError> {
    do {
        return .success(try work(&workspace, cancellation))
    } catch {
        return .failure(error)
    }
}

/// The process's own, for callers that bring neither threads nor limits of theirs.
private enum SharedWorkers {
    static let pool = WorkerPool(workerCount: MachineCapacity.processorCount)
    static let ledger = MemoryLedger(totalBytes: MachineCapacity.batchBytes(ofTotal: MachineCapacity.memoryBytes))

    /// A large picture has what idle threads keep given back first: together they would be the process's peak.
    static func carryOut(
        _ preparer: ImagePreparer, _ examination: Examination, of input: [UInt8], unless cancellation: CancelFlag,
        using workspace: inout Workspace
    ) throws(ImagePrepError) -> PreparedImage {
        if examination.plan.predictedMemoryBytes > Workspace.mostKeptBytes { pool.endIdleThreads() }
        return try preparer.carryOut(
            examination, consuming: input, admittedBy: ledger, unless: cancellation, using: &workspace)
    }
}
