internal import CImageCodecs

/// The PNG part of a workspace: the raster that was decoded last, and memory for the next one.
///
/// Pixels stay inside, because they live only until the next image: decode, then encode or expand.
@safe final class PNGCodec {
    private var handle: OpaquePointer?
    /// What was decoded last; its base is nil before that.
    private var raster = unsafe ip_pixels()
    /// False once an encoding has given its memory back.
    private var holdsRaster = false

    init() {}

    deinit { unsafe ip_png_codec_free(handle) }

    /// Calls C with the handle, which is made when it is first needed.
    private func readyHandle() throws(ImagePrepError) -> OpaquePointer {
        if let handle = unsafe handle { return unsafe handle }
        guard let made = unsafe ip_png_codec_create() else { throw .outOfMemory("the state of a PNG codec") }
        unsafe handle = made
        return unsafe made
    }

    /// Decodes to the samples as stored: depth and kind as in the file, only interlacing undone.
    ///
    /// - Throws: `malformed`, `truncated` (with the row, unless `rendersTruncated`), `limitExceeded`, `outOfMemory`, `cancelled`.
    func decode(
        _ input: Span<UInt8>, _ structure: PNGStructure, rendersTruncated: Bool, _ context: inout CodecContext
    ) throws(ImagePrepError) {
        let codec = unsafe try readyHandle()
        holdsRaster = false
        let chunks = structure.imageData.map { ip_png_chunk($0, fileByteCount: input.count) }
        let palette = structure.header.colorType == 3 ? structure.palette : nil
        unsafe input.withUnsafeBufferPointer { file in
            unsafe chunks.withUnsafeBufferPointer { imageData in
                guard let file = file.baseAddress, let first = imageData.baseAddress else { return }
                var request = unsafe ip_png_input(
                    file: file, file_byte_count: input.count, image_data: first, image_data_count: imageData.count,
                    palette: palette.map { ip_png_chunk($0, fileByteCount: input.count) } ?? ip_png_chunk(),
                    header: ip_png_header(structure.header), renders_truncated: rendersTruncated)
                _ = unsafe ip_png_decode(codec, &context.raw, &request, &raster)
            }
        }
        try context.check()
        holdsRaster = true
    }

    /// Decodes once more where an encoding gave the raster's memory back, so that something else can be made of it.
    func restoreRaster(
        _ input: Span<UInt8>, _ structure: PNGStructure, _ context: PreparationContext
    ) throws(ImagePrepError) {
        guard !holdsRaster else { return }
        // Its warnings were heard the first time.
        var codecContext = CodecContext(context)
        try decode(
            input, structure, rendersTruncated: context.options.truncated == .render, &codecContext)
    }

    /// The largest palette index of the raster, or its largest sample where samples have at most 8 bits.
    func largestIndex() -> Int { unsafe Int(ip_png_largest_index(&raster)) }

    /// The largest index in a buffer of them.
    func largestIndex(of indices: borrowing PixelBuffer) -> Int {
        var pixels = unsafe ip_pixels(indices)
        return unsafe Int(ip_png_largest_index(&pixels))
    }

    /// Rows of the raster as plain samples, from the first row of `strip` on.
    func expand(_ expansion: PNGExpansion, _ rows: Range<Int>, into strip: inout PixelBuffer) {
        precondition(rows.count <= strip.size.height && strip.size.width == Int(unsafe raster.width))
        precondition(
            rows.upperBound <= Int(unsafe raster.height) && strip.layout(expansion.layout.hasAlpha) == expansion.layout)
        unsafe withUnsafePointer(to: expansion.settings) { settings in
            unsafe ip_pixels_expand(
                &raster, settings, UInt32(rows.lowerBound), UInt32(rows.count),
                strip.baseAddress.assumingMemoryBound(to: UInt8.self), strip.rowBytes)
        }
    }

    /// The raster without padding.
    func packedRaster() -> [UInt8] {
        let used = unsafe ip_pixels_row_bytes(raster.width, raster.bits_per_pixel)
        return (0..<Int(unsafe raster.height)).flatMap { y in
            guard let base = unsafe raster.base else { return [UInt8]() }
            return unsafe Array(UnsafeBufferPointer(start: base + y * raster.stride, count: used))
        }
    }

    /// Encodes the raster, turned upright; depth and kind stay as they are, and so does every sample.
    ///
    /// Where `releasesRaster` the raster has to be decoded again before anything else is made of it.
    /// - Throws: `outOfMemory`, `cancelled`.
    func encodeRaster(
        _ header: PNGStructure.Header, _ settings: PNGEncoding, releasesRaster: Bool = false,
        _ context: inout CodecContext
    ) throws(ImagePrepError) -> [UInt8] {
        if releasesRaster { holdsRaster = false }
        let source = unsafe ip_png_source(
            pixels: raster, orientation: UInt32(settings.orientation.rawValue), bit_depth: UInt8(header.bitDepth),
            color_type: UInt8(header.colorType), has_native_order: false, chunks: nil, chunks_byte_count: 0,
            effort: settings.effort, keeps_filters: settings.keepsFilters, releases_raster: releasesRaster)
        return unsafe try encode(source, settings, &context)
    }

    /// Encodes a buffer of 1...4 interleaved channels, turned upright, at its own depth.
    ///
    /// - Parameter isIndexed: whether its one channel is indices into the palette among the settings' chunks.
    /// - Throws: `outOfMemory`, `cancelled`.
    func encode(
        _ buffer: borrowing PixelBuffer, isIndexed: Bool = false, _ settings: PNGEncoding,
        _ context: inout CodecContext
    ) throws(ImagePrepError) -> [UInt8] {
        let source = unsafe ip_png_source(
            pixels: ip_pixels(buffer), orientation: UInt32(settings.orientation.rawValue),
            bit_depth: UInt8(buffer.bytesPerSample * 8),
            color_type: isIndexed ? 3 : [0, 4, 2, 6][buffer.channels - 1],
            has_native_order: true, chunks: nil, chunks_byte_count: 0, effort: settings.effort, keeps_filters: false,
            releases_raster: false)
        return unsafe try encode(source, settings, &context)
    }

    /// Bytes that the encoder compressed last; 0 before that.
    var filteredByteCount: Int { unsafe handle.map { unsafe ip_png_filtered_bytes($0) } ?? 0 }

    /// How large the last encoding would be with all effort, as a share of what it was; from a sample of its rows.
    func gainOfEffort() -> Double { unsafe handle.map { unsafe ip_png_gain_of_effort($0) } ?? 1 }

    private func encode(
        _ source: ip_png_source, _ settings: PNGEncoding, _ context: inout CodecContext
    ) throws(ImagePrepError) -> [UInt8] {
        let codec = unsafe try readyHandle()
        var source = unsafe source
        var bound = 0
        return unsafe try settings.chunks.withUnsafeBufferPointer { (chunks) throws(ImagePrepError) -> [UInt8] in
            unsafe source.chunks = chunks.baseAddress
            unsafe source.chunks_byte_count = chunks.count
            guard unsafe ip_png_output_bound(&source, &bound) else { throw .internalFault("a PNG of unchecked size") }
            let output = [UInt8](capacity: bound) { output in
                unsafe output.withUnsafeMutableBufferPointer { memory, count in
                    guard let start = memory.baseAddress else { return }
                    _ = unsafe ip_png_encode(codec, &context.raw, &source, start, memory.count, &count)
                }
            }
            try context.check()
            return output
        }
    }
}

/// How a PNG is to be written.
struct PNGEncoding {
    var orientation = Orientation.upright
    /// Whole chunks to stand between IHDR and IDAT.
    var chunks: [UInt8] = []
    var effort = IP_PNG_FAST
    /// Rows filtered as the source has them, which only an upright raster can be.
    var keepsFilters = false
}

extension ip_png_chunk {
    /// The chunk whose data lies at `data`; incomplete where the file ends before its checksum does.
    init(_ data: Range<Int>, fileByteCount: Int) {
        self.init(
            offset: data.lowerBound, byte_count: data.count, is_complete: data.upperBound <= fileByteCount - 4)
    }
}

extension ip_png_header {
    init(_ header: PNGStructure.Header) {
        self.init(
            width: UInt32(header.size.width), height: UInt32(header.size.height), bit_depth: UInt8(header.bitDepth),
            color_type: UInt8(header.colorType), is_interlaced: header.isInterlaced)
    }
}

extension ip_pixels {
    @unsafe init(_ buffer: borrowing PixelBuffer) {
        unsafe self.init(
            base: UnsafePointer(buffer.baseAddress.assumingMemoryBound(to: UInt8.self)), stride: buffer.rowBytes,
            width: UInt32(buffer.size.width), height: UInt32(buffer.size.height),
            bits_per_pixel: UInt32(buffer.channels * buffer.bytesPerSample * 8))
    }
}
