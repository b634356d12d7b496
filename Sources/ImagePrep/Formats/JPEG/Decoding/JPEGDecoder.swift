internal import CImageCodecs

/// libjpeg's decoder, kept from picture to picture.
@safe package final class JPEGDecoder {
    /// What the header of the picture that is open says.
    private(set) var header = ip_jpeg_header()
    private var codecContext = CodecContext()
    private let handle: OpaquePointer

    /// - Throws: `outOfMemory`.
    package init() throws(ImagePrepError) {
        guard let handle = unsafe ip_jpeg_decoder_create() else { throw .outOfMemory("a JPEG decoder") }
        unsafe self.handle = handle
    }

    deinit { unsafe ip_jpeg_decoder_destroy(handle) }

    /// How samples come out.
    package enum Layout {
        /// Each component as it is stored.
        case planes
        /// Gray, RGB or CMYK, with chroma interpolated.
        case interleaved
    }

    /// Starts on a picture; of one with several scans all are read.
    ///
    /// - Parameters:
    ///   - input: must stay in memory until the last row is read.
    ///   - scaleEighths: 1...8; samples come out at so many eighths of the stored size.
    /// - Throws: what is wrong with the input, a limit, `cancelled`.
    package func open(
        _ input: Span<UInt8>, layout: Layout, scaleEighths: Int, in context: PreparationContext
    ) throws(ImagePrepError) {
        codecContext = CodecContext(context)
        unsafe input.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            _ = unsafe ip_jpeg_decoder_open(
                handle, &codecContext.raw, base, bytes.count, layout == .planes ? IP_JPEG_PLANES : IP_JPEG_INTERLEAVED,
                Int32(scaleEighths), context.options.truncated == .render, &header)
        }
        try codecContext.check()
    }

    /// The next row of MCUs; each plane's rows go to `planes[i]` from row `rows[i]` on.
    func readStrip(into planes: [Plane], at rows: [Int]) throws(ImagePrepError) {
        var addresses = unsafe [UnsafeMutablePointer<UInt8>]()
        for (plane, row) in zip(planes, rows) { unsafe addresses.append(plane.address(ofRow: row)) }
        _ = unsafe ip_jpeg_decoder_read_strip(handle, &codecContext.raw, addresses, planes.map(\.rowBytes))
        try codecContext.check()
    }

    /// Up to `rowCount` rows of interleaved samples into `buffer` from row `row` on; fewer only at the picture's end.
    ///
    /// - Returns: how many rows there were.
    func readRows(
        into buffer: inout PixelBuffer, at row: Int, rowCount: Int
    ) throws(ImagePrepError) -> Int {
        guard row >= 0, rowCount >= 0, row + rowCount <= buffer.size.height,
            buffer.size.width * buffer.channels >= Int(header.scaled_width * header.output_channels)
        else { throw .internalFault("\(rowCount) rows do not fit at row \(row) of \(buffer.size)") }
        var count: Int32 = 0
        let base = unsafe buffer.baseAddress.assumingMemoryBound(to: UInt8.self)
        _ = unsafe ip_jpeg_decoder_read_rows(
            handle, &codecContext.raw, base + row * buffer.rowBytes, buffer.rowBytes, Int32(rowCount), &count)
        try codecContext.check()
        return Int(count)
    }

    /// The first warnings about the picture, in words, and how many there were.
    var warnings: (descriptions: [String], count: Int) {
        (codecContext.keptWarnings(), unsafe Int(codecContext.raw.warning_count))
    }
}

extension JPEGDecoder {
    /// Samples a pixel of `Layout.interleaved`.
    var outputChannels: Int { Int(header.output_channels) }

    var scaledSize: PixelSize { PixelSize(width: Int(header.scaled_width), height: Int(header.scaled_height)) }

    /// Whether CMYK and YCCK samples are 255 minus ink, as Adobe stores them.
    var isInverted: Bool { header.is_inverted }

    /// The stored picture. The factors of a single component mean nothing (T.81, A.2.2) and count as 1.
    func format() throws(ImagePrepError) -> PlanarFormat {
        let sampling = components.map {
            SamplingFactors(horizontal: Int($0.horizontal_sampling), vertical: Int($0.vertical_sampling))
        }
        return PlanarFormat(
            size: PixelSize(width: Int(header.width), height: Int(header.height)), color: try color(),
            sampling: sampling.count == 1 ? [.one] : sampling)
    }

    private func color() throws(ImagePrepError) -> PlanarColor {
        switch header.color {
        case IP_JPEG_GRAY: .gray
        case IP_JPEG_YCBCR: .yCbCr
        case IP_JPEG_RGB: .rgb
        case IP_JPEG_CMYK: .cmyk
        case IP_JPEG_YCCK: .ycck
        default: throw .internalFault("a JPEG was opened whose colour has no name")
        }
    }

    var components: [ip_jpeg_component] {
        let all = header.components
        return Array([all.0, all.1, all.2, all.3].prefix(Int(header.component_count)))
    }

    /// The table of each component, as an encoder can use it. A step of 0, which T.81 does not have and libjpeg multiplies by,
    /// is 1: an encoder divides. One above 2,048 is 2,048: coefficients of 8-bit samples are at most 1,024, so that neither
    /// leaves any of them, and libjpeg's divisors have no room for steps above 8,191.
    var quantizationTables: [QuantizationTable] {
        components.map { component in
            var steps = component.quantization
            return unsafe withUnsafeBytes(of: &steps) { bytes in
                let stored = unsafe bytes.assumingMemoryBound(to: UInt16.self)
                return unsafe QuantizationTable(steps: stored.map { min(2_048, max(1, $0)) })
            }
        }
    }
}
