internal import CImageCodecs

/// Tells how many bytes a picture takes as a JPEG with any tables, from a sample of its blocks.
///
/// The sample is taken once, in some milliseconds; an estimate then takes two or three. On photos estimates are within one
/// per cent of what libjpeg writes; docs/measurements/budget.md has the measurements.
@safe package final class JPEGSizeEstimator {
    private var codecContext = CodecContext()
    private let handle: OpaquePointer
    private var color = PlanarColor.gray
    /// Whether the sample is the whole picture, which makes an estimate an exact count.
    package private(set) var isWhole = false

    /// Blocks of a sample: with twice as many estimates are hardly better, with half as many they are worse.
    private static let blockLimit: Int32 = 16_384

    /// - Throws: `outOfMemory`.
    package init() throws(ImagePrepError) {
        guard let handle = unsafe ip_jpeg_estimator_create() else { throw .outOfMemory("a sample of blocks") }
        unsafe self.handle = handle
    }

    deinit { unsafe ip_jpeg_estimator_destroy(handle) }

    /// Transforms a sample of the blocks of `planes`.
    ///
    /// - Throws: `outOfMemory`, `cancelled`.
    package func take(_ planes: borrowing Planes, in context: PreparationContext? = nil) throws(ImagePrepError) {
        codecContext = CodecContext(cancellation: context?.cancellation)
        color = planes.format.color
        var raw = unsafe [ip_sample_plane]()
        for index in planes.planes.indices { unsafe raw.append(ip_sample_plane(planes, index)) }
        _ = unsafe ip_jpeg_estimator_take(
            handle, &codecContext.raw, raw, Int32(raw.count), Self.blockLimit, &isWhole)
        try codecContext.check()
    }

    /// The bytes of a sequential JPEG with these tables, one a plane, and the Huffman codes that make it so small.
    ///
    /// - Throws: `internalFault` where no sample was taken.
    package func estimate(_ tables: [QuantizationTable]) throws(ImagePrepError) -> SizeEstimate {
        var raw = ip_size_estimate()
        _ = unsafe ip_jpeg_estimator_size(handle, &codecContext.raw, tables.flatMap(\.steps), &raw)
        try codecContext.check()
        return SizeEstimate(byteCount: raw.byte_count, huffmanCodes: HuffmanCodes(raw))
    }
}

/// What a picture would come to.
package struct SizeEstimate: Sendable {
    /// Bytes of the whole file, without a profile.
    package var byteCount: Double
    /// As good as made for the picture, with a code for every symbol that it can have.
    package var huffmanCodes: HuffmanCodes
}

extension ip_sample_plane {
    fileprivate init(_ planes: borrowing Planes, _ index: Int) {
        let plane = planes.planes[index]
        let factors = planes.format.sampling[index]
        let size = planes.format.planeSize(index)
        unsafe self.init(
            samples: plane.address(ofRow: 0), stride: plane.rowBytes, width: Int32(size.width),
            height: Int32(size.height), horizontal_sampling: Int32(factors.horizontal),
            vertical_sampling: Int32(factors.vertical), is_chroma: planes.format.color.isChroma(index))
    }
}
