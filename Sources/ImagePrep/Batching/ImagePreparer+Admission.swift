extension ImagePreparer {
    /// `prepare` that waits, between looking at the header and the work, for the memory that the header predicts.
    /// - Throws: `cancelled` where the flag was raised, before or meanwhile.
    package func prepare(
        _ input: [UInt8], admittedBy ledger: MemoryLedger, unless cancellation: CancelFlag,
        using workspace: inout Workspace
    ) throws(ImagePrepError) -> PreparedImage {
        workspace.cancellation = cancellation
        try cancellation.check()
        let examined = try examine(input.span, using: &workspace)
        let predictedBytes = examined.plan.predictedMemoryBytes
        guard ledger.admitWork(predictedBytes: predictedBytes, unless: cancellation) else { throw .cancelled }
        defer { ledger.endWork(predictedBytes: predictedBytes) }
        return try carryOut(examined, of: input, using: &workspace)
    }
}
