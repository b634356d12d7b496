internal import CImageCodecs

/// Zeroed memory that grows when more is asked for and is used again otherwise.
@safe struct ScratchMemory: ~Copyable {
    private var base: UnsafeMutableRawPointer?
    private(set) var byteCount = 0

    init() { unsafe base = nil }

    deinit { unsafe ip_free(base) }

    /// Makes at least `needed` bytes available; all are zero where memory is new, otherwise what was left in them.
    ///
    /// - Throws: `outOfMemory`.
    mutating func reserve(_ needed: Int) throws(ImagePrepError) {
        guard needed > byteCount else { return }
        unsafe ip_free(base)
        unsafe base = nil
        byteCount = 0
        guard let fresh = unsafe ip_allocate(needed) else { throw .outOfMemory("\(needed) bytes for resampling") }
        unsafe fresh.initializeMemory(as: UInt8.self, repeating: 0, count: needed)
        unsafe base = fresh
        byteCount = needed
    }

    /// Makes these bytes zero.
    mutating func clear(_ bytes: Range<Int>) {
        unsafe address(of: bytes.lowerBound).initializeMemory(as: UInt8.self, repeating: 0, count: bytes.count)
    }

    /// Where byte `offset` is, for a C kernel called at once.
    @unsafe func address(of offset: Int) -> UnsafeMutableRawPointer {
        guard let base = unsafe base, offset < byteCount else { preconditionFailure("scratch memory was not reserved") }
        return unsafe base + offset
    }
}
