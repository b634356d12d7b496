extension ImagePreparer {
    /// `prepare` that waits, between looking at the header and the work, for the memory that the header predicts.
    ///
    /// Give up the array (`consume`) and a rewrite makes its output in the array's own memory.
    /// - Throws: `cancelled` where the context's flag was raised, before or meanwhile.
    package func prepare(
        _ input: consuming [UInt8], admittedBy memoryBudget: MemoryBudget, in context: PreparationContext
    ) throws(ImagePrepError) -> PreparedImage {
        try context.checkCancellation()
        let analysis = try analyze(input.span, in: context)
        return try execute(analysis, consuming: input, admittedBy: memoryBudget, in: context)
    }

    /// Waits for the memory that the header predicts, and does the work.
    package func execute(
        _ analysis: PreparationAnalysis, consuming input: consuming [UInt8], admittedBy memoryBudget: MemoryBudget,
        in context: PreparationContext
    ) throws(ImagePrepError) -> PreparedImage {
        let predictedBytes = analysis.plan.predictedMemoryBytes
        guard memoryBudget.admitWork(predictedBytes: predictedBytes, unless: context.cancellation) else {
            throw .cancelled
        }
        defer {
            context.workspace.endImage(predictedBytes: predictedBytes, of: memoryBudget)
            memoryBudget.endWork(predictedBytes: predictedBytes)
        }
        return try execute(analysis, consuming: input, in: context)
    }
}
