extension ImagePreparer {
    /// As the synchronous `prepare`, on a thread of ImagePrep's own: the cooperative pool is never kept busy.
    ///
    /// The threads, one for each processor, are shared by all callers, keep their memory from image to image, and end
    /// when they have had nothing to do for some seconds. Images wait for each other where together they would need more
    /// than a quarter of the machine's memory. Cancelling the task stops the work within the image.
    /// - Throws: as the synchronous one, and `cancelled`.
    public func prepare(_ input: [UInt8]) async throws(ImagePrepError) -> PreparedImage {
        let cancellation = CancelFlag()
        let result: Result<PreparedImage, ImagePrepError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                SharedWorkers.pool.submit { workspace in
                    continuation.resume(returning: attempt(input, unless: cancellation, using: &workspace))
                }
            }
        } onCancel: {
            cancellation.raise()
            SharedWorkers.ledger.wakeWaiters()
        }
        return try result.get()
    }

    private func attempt(
        _ input: [UInt8], unless cancellation: CancelFlag, using workspace: inout Workspace
    ) -> Result<PreparedImage, ImagePrepError> {
        do {
            return .success(
                try prepare(input, admittedBy: SharedWorkers.ledger, unless: cancellation, using: &workspace))
        } catch {
            return .failure(error)
        }
    }
}

/// The process's own, for callers that bring neither threads nor limits of theirs.
private enum SharedWorkers {
    static let pool = WorkerPool(workerCount: MachineCapacity.processorCount)
    static let ledger = MemoryLedger(totalBytes: MachineCapacity.batchBytes(ofTotal: MachineCapacity.memoryBytes))
}
