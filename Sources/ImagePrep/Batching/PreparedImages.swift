extension ImagePreparer {
    /// Prepares many images on the threads of a pool, and gives their results as they are asked for.
    ///
    /// Items are taken from the sequence, and loaded, only as fast as results are fetched and memory allows. An image that
    /// cannot be prepared is a result like any other. When the task that iterates is cancelled, or the iterator goes
    /// away, the images in work are stopped and no more are begun; the iteration then ends.
    public func prepareAll<ID: Sendable>(
        _ items: some Sequence<BatchItem<ID>>, options: BatchOptions = BatchOptions()
    ) -> PreparedImages<ID> {
        PreparedImages(preparer: self, items: items, options: options)
    }
}

/// The results of a batch. Each iteration prepares all of its items.
public struct PreparedImages<ID: Sendable>: AsyncSequence {
    let preparer: ImagePreparer
    let items: any Sequence<BatchItem<ID>>
    let options: BatchOptions

    /// Starts nothing; the first `next()` does.
    public func makeAsyncIterator() -> Iterator {
        Iterator(items: items.makeIterator(), session: BatchSession(preparer, options), options: options)
    }

    /// Takes items in and hands results out.
    public struct Iterator: AsyncIteratorProtocol {
        private var items: any IteratorProtocol<BatchItem<ID>>
        private let session: BatchSession<ID>
        /// Enough that every worker has something to do while the caller looks at a result.
        private let windowCount: Int
        private var isExhausted = false
        private var pendingCount = 0

        fileprivate init(
            items: any IteratorProtocol<BatchItem<ID>>, session: BatchSession<ID>, options: BatchOptions
        ) {
            self.items = items
            self.session = session
            windowCount = options.pool.workerCount * 2
        }

        /// The next result; nil at the end or when the task was cancelled.
        public mutating func next() async -> BatchResult<ID>? {
            while !isExhausted, pendingCount < windowCount {
                guard let item = items.next() else {
                    isExhausted = true
                    break
                }
                session.begin(item)
                pendingCount += 1
            }
            guard pendingCount > 0 else { return nil }
            pendingCount -= 1
            return await session.nextResult()
        }
    }
}
