extension ImagePreparer {
    /// As the synchronous `prepare`, on a thread of `PreparationPool.shared`: the cooperative pool is never kept busy.
    ///
    /// Images wait for each other where together they would need more than the pool's memory. Cancelling the task stops
    /// the work within the image.
    /// - Throws: as the synchronous one, and `cancelled`.
    public func prepare(_ input: [UInt8]) async throws(ImagePrepError) -> PreparedImage {
        try await prepare(input, on: .shared)
    }

    /// The asynchronous `prepare` on the threads and in the memory of a pool.
    ///
    /// - Throws: as the synchronous one, and `cancelled`.
    public func prepare(
        _ input: [UInt8], on pool: PreparationPool
    ) async throws(ImagePrepError) -> PreparedImage {
        try await pool.run(self) { context throws(ImagePrepError) in
            try context.checkCancellation()
            let analysis = try analyze(input.span, in: context)
            return try pool.execute(analysis, of: input, by: self, in: context)
        }
    }

    /// The first half of the asynchronous `prepare`, for a caller that admits images to the second by a rule of its own.
    package func analyze(
        _ input: [UInt8], on pool: PreparationPool = .shared
    ) async throws(ImagePrepError) -> PreparationAnalysis {
        try await pool.run(self) { context throws(ImagePrepError) in
            try context.checkCancellation()
            return try analyze(input.span, in: context)
        }
    }

    /// The second half, which waits for the other images of the pool as the whole does.
    package func execute(
        _ analysis: PreparationAnalysis, of input: [UInt8], on pool: PreparationPool = .shared
    ) async throws(ImagePrepError) -> PreparedImage {
        try await pool.run(self) { context throws(ImagePrepError) in
            try pool.execute(analysis, of: input, by: self, in: context)
        }
    }
}
