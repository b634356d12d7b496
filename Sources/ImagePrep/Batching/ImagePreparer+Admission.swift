extension ImagePreparer {
    /// `prepare` that waits, between looking at the header and the work, for the memory that the header predicts.
    ///
    /// Give up the array (`consume`) and a rewrite makes its output in the array's own memory.
    /// - Throws: `cancelled` where the flag was raised, before or meanwhile.
    package func prepare(
        _ input: consuming [UInt8], admittedBy ledger: MemoryLedger, unless cancellation: CancelFlag,
        using workspace: inout Workspace
    ) throws(ImagePrepError) -> PreparedImage {
        let examined = try examine(input, unless: cancellation, using: &workspace)
        return try carryOut(examined, consuming: input, admittedBy: ledger, unless: cancellation, using: &workspace)
    }

    /// Looks at the header, where not cancelled.
    func examine(
        _ input: [UInt8], unless cancellation: CancelFlag, using workspace: inout Workspace
    ) throws(ImagePrepError) -> Examination {
        workspace.cancellation = cancellation
        try cancellation.check()
        return try examine(input.span, using: &workspace)
    }

    /// Waits for the memory that the header predicts, and does the work.
    func carryOut(
        _ examined: Examination, consuming input: consuming [UInt8], admittedBy ledger: MemoryLedger,
        unless cancellation: CancelFlag, using workspace: inout Workspace
    ) throws(ImagePrepError) -> PreparedImage {
        workspace.cancellation = cancellation
        let predictedBytes = examined.plan.predictedMemoryBytes
        guard ledger.admitWork(predictedBytes: predictedBytes, unless: cancellation) else { throw .cancelled }
        defer {
            workspace.endImage(predictedBytes: predictedBytes, of: ledger)
            ledger.endWork(predictedBytes: predictedBytes)
        }
        return try carryOut(examined, consuming: input, using: &workspace)
    }
}
