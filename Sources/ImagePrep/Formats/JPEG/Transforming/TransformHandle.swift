internal import CImageCodecs

/// Owns the coefficient memory and the codec state that transforms share from image to image.
@safe struct TransformHandle: ~Copyable {
    /// Made at the first image, so that a workspace costs nothing until then.
    private var handle: OpaquePointer?

    init() {}

    deinit { unsafe ip_transform_destroy(handle) }

    /// What was read, turned.
    struct Picture {
        var size: PixelSize
        var isProgressive: Bool
        /// Whether every Huffman table of the source is that of T.81, Annex K.
        var hasStandardTables: Bool
        /// Whether every block is there; false where partial MCUs at an edge were trimmed.
        var isExact: Bool
    }

    typealias Coding = CoefficientCoding

    /// What is to be written.
    struct Target {
        var coding: Coding
        /// Marker segments behind SOI, as they are.
        var header: [UInt8]
        /// More or less; only memory is taken by it.
        var expectedByteCount: Int
        /// The most that is permitted.
        var byteLimit: Int
        /// Whether a file over the limit is coded to its end to learn its size.
        var countsBeyondLimit: Bool
    }

    enum Written {
        case file([UInt8])
        /// So many bytes, or at least so many.
        case overLimit(byteCount: Int)
    }

    /// Decodes the coefficients of a whole JPEG file into this handle's memory, turned.
    mutating func read(
        _ input: Span<UInt8>, orientation: Orientation, trims: Bool, acceptsTruncated: Bool, isReference: Bool,
        _ context: inout CodecContext
    ) throws(ImagePrepError) -> Picture {
        let handle = try unsafe made()
        var picture = ip_transform_picture()
        unsafe input.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            var source = unsafe ip_transform_source(
                bytes: base, byte_count: bytes.count, orientation: Int32(orientation.rawValue), trims: trims,
                accepts_truncated: acceptsTruncated, is_reference: isReference)
            _ = unsafe ip_transform_read(handle, &context.raw, &source, &picture)
        }
        try context.check()
        return Picture(
            size: PixelSize(width: Int(picture.width), height: Int(picture.height)),
            isProgressive: picture.is_progressive, hasStandardTables: picture.has_standard_tables,
            isExact: picture.is_exact)
    }

    /// Writes what was read; any number of times.
    mutating func write(_ target: Target, _ context: inout CodecContext) throws(ImagePrepError) -> Written {
        let handle = try unsafe made()
        var written = ip_transform_written()
        // A quarter more than the source took: pages that stay empty cost nothing.
        let capacity = max(1, min(target.expectedByteCount + target.expectedByteCount / 4 + 4096, target.byteLimit))
        var bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { (buffer, count) in
            count = unsafe TransformHandle.write(handle, target, into: buffer, &context, &written)
        }
        if unsafe context.raw.status == IP_OUTPUT_FULL {
            unsafe context.raw.status = IP_OK
            return .overLimit(byteCount: max(written.byte_count, target.byteLimit + 1))
        }
        try context.check()
        if written.spilled_byte_count > 0, let spill = unsafe ip_transform_spill(handle) {
            unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: spill, count: written.spilled_byte_count))
        }
        return .file(bytes)
    }

    /// Returns how many bytes of `buffer` were written.
    private static func write(
        _ handle: OpaquePointer, _ target: Target, into buffer: UnsafeMutableBufferPointer<UInt8>,
        _ context: inout CodecContext, _ written: inout ip_transform_written
    ) -> Int {
        unsafe target.header.withUnsafeBufferPointer { header in
            guard let base = buffer.baseAddress else { return 0 }
            // An empty array may have no address, and C wants one.
            var wanted = unsafe ip_transform_target(
                coding: target.coding.raw, header: header.baseAddress ?? UnsafePointer(base),
                header_byte_count: target.header.count, bytes: base,
                capacity: buffer.count, limit: target.byteLimit, counts_beyond_limit: target.countsBeyondLimit)
            guard unsafe ip_transform_write(handle, &context.raw, &wanted, &written) == IP_OK else { return 0 }
            return written.byte_count - written.spilled_byte_count
        }
    }

    /// Ends the image; memory of a size that few images need goes back to the system.
    mutating func finish() {
        if let handle = unsafe handle { unsafe ip_transform_finish(handle) }
    }

    private mutating func made() throws(ImagePrepError) -> OpaquePointer {
        if let handle = unsafe handle { return unsafe handle }
        guard let made = unsafe ip_transform_create() else { throw .outOfMemory("a few kilobytes for a transform") }
        unsafe handle = made
        return unsafe made
    }
}

/// How coefficients are coded: with the standard's Huffman tables, with tables made for them, or in scans that refine each
/// other.
package enum CoefficientCoding: Sendable, Hashable {
    case standard, optimal, progressive
}

extension CoefficientCoding {
    fileprivate var raw: ip_coding {
        switch self {
        case .standard: IP_CODING_STANDARD
        case .optimal: IP_CODING_OPTIMAL
        case .progressive: IP_CODING_PROGRESSIVE
        }
    }
}
