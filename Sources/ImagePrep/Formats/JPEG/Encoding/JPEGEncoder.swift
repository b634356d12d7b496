internal import CImageCodecs

/// libjpeg's encoder, kept from picture to picture with the memory of its output.
@safe package final class JPEGEncoder {
    private var codecContext = CodecContext()
    private let handle: OpaquePointer

    /// - Throws: `outOfMemory`.
    package init() throws(ImagePrepError) {
        guard let handle = unsafe ip_jpeg_encoder_create() else { throw .outOfMemory("a JPEG encoder") }
        unsafe self.handle = handle
    }

    deinit { unsafe ip_jpeg_encoder_destroy(handle) }

    /// Returns a whole JPEG file, or nil as soon as it would be larger than `maxBytes`.
    ///
    /// The planes may be encoded again with other settings: at most the samples between a row's end and the next multiple
    /// of 8 are touched.
    ///
    /// - Throws: `outOfMemory`, `cancelled`.
    package func encode(
        _ planes: borrowing Planes, _ settings: JPEGEncodingSettings, maxBytes: Int,
        in context: PreparationContext? = nil
    ) throws(ImagePrepError) -> [UInt8]? {
        guard try open(planes.format, settings, maxBytes: maxBytes, in: context) else { return nil }
        var rows = planes.format.sampling.map { _ in 0 }
        while rows[0] < planes.planes[0].size.height {
            guard try writeStrip(planes.planes, at: rows) else { return nil }
            for index in rows.indices { rows[index] += 8 * planes.format.sampling[index].vertical }
        }
        return try finish()
    }

    /// Starts on a picture whose strips come one by one; false where its headers alone are larger than `maxBytes`.
    func open(
        _ format: PlanarFormat, _ settings: JPEGEncodingSettings, maxBytes: Int, in context: PreparationContext?
    ) throws(ImagePrepError) -> Bool {
        codecContext = CodecContext(cancellation: context?.cancellation)
        guard settings.tables.count == format.sampling.count, format.sampling.count == format.color.planeCount else {
            throw .internalFault("\(settings.tables.count) tables for \(format.sampling.count) planes")
        }
        var raw = unsafe ip_jpeg_format(format, settings)
        unsafe settings.profile.withUnsafeBufferPointer { profile in
            unsafe raw.icc_profile = profile.isEmpty ? nil : profile.baseAddress
            unsafe raw.icc_byte_count = profile.count
            let codes = settings.huffmanCodes?.codes.map { ip_huffman_code($0) } ?? []
            unsafe codes.withUnsafeBufferPointer { codes in
                unsafe raw.huffman_codes = codes.isEmpty ? nil : codes.baseAddress
                _ = unsafe ip_jpeg_encoder_open(handle, &codecContext.raw, &raw, max(0, maxBytes))
            }
        }
        return try fits()
    }

    /// The next row of MCUs, from row `rows[i]` of each plane on; false where the output has become too large.
    func writeStrip(_ planes: [Plane], at rows: [Int]) throws(ImagePrepError) -> Bool {
        var addresses = unsafe [UnsafeMutablePointer<UInt8>]()
        for (plane, row) in zip(planes, rows) { unsafe addresses.append(plane.address(ofRow: row)) }
        _ = unsafe ip_jpeg_encoder_write_strip(handle, &codecContext.raw, addresses, planes.map(\.rowBytes))
        return try fits()
    }

    /// The whole file once all strips are written; nil where it is too large.
    func finish() throws(ImagePrepError) -> [UInt8]? {
        var bytes: UnsafePointer<UInt8>?
        var byteCount = 0
        _ = unsafe ip_jpeg_encoder_finish(handle, &codecContext.raw, &bytes, &byteCount)
        guard try fits(), let bytes = unsafe bytes else { return nil }
        return unsafe Array(UnsafeBufferPointer(start: bytes, count: byteCount))
    }

    private func fits() throws(ImagePrepError) -> Bool {
        if unsafe codecContext.raw.status == IP_OUTPUT_FULL { return false }
        try codecContext.check()
        return true
    }
}

extension ip_jpeg_format {
    fileprivate init(_ format: PlanarFormat, _ settings: JPEGEncodingSettings) {
        unsafe self.init()
        unsafe width = Int32(clamping: format.size.width)
        unsafe height = Int32(clamping: format.size.height)
        unsafe color = ip_jpeg_color(format.color)
        unsafe is_progressive = settings.isProgressive
        unsafe optimizes_huffman = settings.optimizesHuffman
        unsafe restart_interval = Int32(clamping: settings.restartInterval)
        let formats = zip(format.sampling, settings.tables).map { ip_jpeg_plane_format($0, $1) }
        unsafe withUnsafeMutableBytes(of: &planes) { bytes in
            let planes = unsafe bytes.assumingMemoryBound(to: ip_jpeg_plane_format.self)
            for (index, format) in formats.enumerated() { unsafe planes[index] = format }
        }
    }
}

extension ip_jpeg_plane_format {
    fileprivate init(_ factors: SamplingFactors, _ table: QuantizationTable) {
        self.init()
        horizontal_sampling = Int32(clamping: factors.horizontal)
        vertical_sampling = Int32(clamping: factors.vertical)
        unsafe withUnsafeMutableBytes(of: &quantization) { bytes in
            let steps = unsafe bytes.assumingMemoryBound(to: UInt16.self)
            for (index, step) in table.steps.enumerated() { unsafe steps[index] = step }
        }
    }
}

extension ip_jpeg_color {
    fileprivate init(_ color: PlanarColor) {
        switch color {
        case .gray: self = IP_JPEG_GRAY
        case .yCbCr: self = IP_JPEG_YCBCR
        case .rgb: self = IP_JPEG_RGB
        case .cmyk: self = IP_JPEG_CMYK
        case .ycck: self = IP_JPEG_YCCK
        }
    }
}
