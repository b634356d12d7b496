/// One image of a batch: what to call it, and how to get its bytes when its turn comes.
public struct BatchItem<ID: Sendable>: Sendable {
    /// Comes back with the result.
    public var id: ID
    /// How many bytes `load` will return, as far as that is known; loading waits until there is room for them.
    public var byteCount: Int
    /// Returns a whole JPEG or PNG file. Called at most once, on a worker's thread, where it may
    /// block; but not until the same pool has done something else.
    public var load: @Sendable () throws -> [UInt8]

    /// An item that is loaded when there is room for it.
    public init(id: ID, byteCount: Int = 0, load: @escaping @Sendable () throws -> [UInt8]) {
        self.id = id
        self.byteCount = byteCount
        self.load = load
    }

    /// An item that is in memory already.
    public init(id: ID, bytes: [UInt8]) {
        self.init(id: id, byteCount: bytes.count) { bytes }
    }
}

/// What came of one item.
public struct BatchResult<ID: Sendable>: Sendable {
    /// The item's.
    public var id: ID
    /// The image; or an `ImagePrepError`, or whatever the item's `load` threw.
    public var result: Result<PreparedImage, any Error>
}

/// How much a batch may use, and in which order its results come.
public struct BatchOptions: Sendable, Hashable {
    /// The threads and the memory that the batch has, alone or together with others. Results that wait to be fetched, at
    /// most two for each worker, come on top. Default: `.shared`.
    public var pool = PreparationPool.shared
    /// Default: `.input`.
    public var order = Order.input

    /// The defaults.
    public init() {}

    /// Images that are worked on at a time; another number makes the pool another one, which only this batch has.
    public var workerCount: Int {
        get { pool.workerCount }
        set { pool = PreparationPool(workerCount: newValue, memoryBytes: pool.memoryBytes) }
    }

    /// The pool's; another number makes the pool another one, which only this batch has.
    public var memoryBytes: Int {
        get { pool.memoryBytes }
        set { pool = PreparationPool(workerCount: pool.workerCount, memoryBytes: newValue) }
    }

    /// In which order results come.
    public enum Order: Sendable, Hashable, CaseIterable {
        /// That of the items.
        case input
        /// As they finish.
        case completion
    }
}
