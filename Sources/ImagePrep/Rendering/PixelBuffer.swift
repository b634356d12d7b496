internal import CImageCodecs

/// A rectangle of samples that owns its memory: one plane, or interleaved channels, of 8 or 16 bits.
///
/// Rows start, or end, at multiples of 64 bytes; 16-bit samples are in the machine's byte order. The memory is uninitialised until
/// a stage has written it, and 64 bytes behind the last row may be read and written by kernels.
@safe package struct PixelBuffer: ~Copyable {
    package let size: PixelSize
    /// Samples a pixel, 1...4.
    package let channels: Int
    /// 1 or 2.
    package let bytesPerSample: Int
    /// From one row to the next.
    package let rowBytes: Int
    private let base: UnsafeMutableRawPointer
    private let memory: UnsafeMutableRawPointer

    /// - Parameter endsRows: whether rows end at multiples of 64 bytes instead, for who writes them from their ends.
    /// - Throws: `outOfMemory`.
    package init(
        size: PixelSize, channels: Int, bytesPerSample: Int, endsRows: Bool = false
    ) throws(ImagePrepError) {
        let usedBytes = size.width * channels * bytesPerSample
        let rowBytes = (usedBytes + 63) / 64 * 64
        let offset = endsRows ? rowBytes - usedBytes : 0
        guard let memory = unsafe ip_allocate(rowBytes * size.height + offset) else {
            throw .outOfMemory("\(rowBytes * size.height) bytes for \(size) pixels")
        }
        self.size = size
        self.channels = channels
        self.bytesPerSample = bytesPerSample
        self.rowBytes = rowBytes
        unsafe self.memory = memory
        unsafe base = memory + offset
    }

    deinit { unsafe ip_free(memory) }

    package var byteCount: Int { rowBytes * size.height }

    /// All rows, padding included.
    package var bytes: Span<UInt8> {
        let buffer = unsafe UnsafeBufferPointer(start: base.assumingMemoryBound(to: UInt8.self), count: byteCount)
        return unsafe _overrideLifetime(Span(_unsafeElements: buffer), borrowing: self)
    }

    /// All rows, padding included.
    package var mutableBytes: MutableSpan<UInt8> {
        mutating get {
            let buffer = unsafe UnsafeMutableBufferPointer(
                start: base.assumingMemoryBound(to: UInt8.self), count: byteCount)
            return unsafe _overrideLifetime(MutableSpan(_unsafeElements: buffer), mutating: &self)
        }
    }

    /// Where the samples are, for a C kernel called at once; valid while the buffer lives.
    @unsafe package var baseAddress: UnsafeMutableRawPointer { unsafe base }

    /// The samples without row padding, in a row-major array; for tests and for the few places that need a copy.
    package func packedBytes() -> [UInt8] {
        let used = size.width * channels * bytesPerSample
        var packed: [UInt8] = []
        packed.reserveCapacity(used * size.height)
        for y in 0..<size.height {
            for x in 0..<used { packed.append(bytes[y * rowBytes + x]) }
        }
        return packed
    }
}
