#if WebP
internal import CImageCodecs
internal import CWebPDecoding

/// The Swift face of libwebp's decoder.
struct WebPDecoder {
    let structure: WebPStructure
    let rendersTruncated: Bool
    let context: PreparationContext

    init(_ structure: WebPStructure, _ context: PreparationContext) {
        self.structure = structure
        self.context = context
        rendersTruncated = context.options.truncated == .render
    }

    /// Decodes the picture into `pixels`, RGB or RGBA of 8 bits; of another size than its own the decoder averages it.
    ///
    /// - Returns: the rows that are there, from the top; the others are zero.
    /// - Throws: `truncated` unless such pictures are rendered, `malformed`, `outOfMemory`, `cancelled`.
    func decode(_ file: Span<UInt8>, into pixels: inout PixelBuffer) throws(ImagePrepError) -> Int {
        var output = ip_webp_output(pixels.size, of: structure.picture.size)
        output.has_alpha = pixels.channels == 4
        unsafe output.planes.0 = pixels.baseAddress.assumingMemoryBound(to: UInt8.self)
        output.strides.0 = pixels.rowBytes
        let rowCount = try decode(file, output)
        let height = pixels.size.height
        pixels.clear(rowCount..<height)
        return rowCount
    }

    /// Decodes a lossy picture's planes, in limited range, chroma of half the sides rounded up.
    ///
    /// - Parameter size: of the luma plane.
    /// - Returns: the rows that are there, from the top; the others are black.
    /// - Throws: as `decode(_:into:)`.
    func decode(
        _ file: Span<UInt8>, into planes: [Plane], size: PixelSize
    ) throws(ImagePrepError) -> Int {
        var output = ip_webp_output(size, of: structure.picture.size)
        output.is_planar = true
        unsafe (output.planes.0, output.strides.0) = (planes[0].address(ofRow: 0), planes[0].rowBytes)
        unsafe (output.planes.1, output.strides.1) = (planes[1].address(ofRow: 0), planes[1].rowBytes)
        unsafe (output.planes.2, output.strides.2) = (planes[2].address(ofRow: 0), planes[2].rowBytes)
        let rowCount = try decode(file, output)
        for (index, plane) in planes.enumerated() {
            let first = index == 0 ? rowCount : (rowCount + 1) / 2
            plane.buffer.fill(first..<plane.size.height, with: index == 0 ? 16 : 128)
        }
        return rowCount
    }

    private func decode(_ file: Span<UInt8>, _ output: ip_webp_output) throws(ImagePrepError) -> Int {
        var codecContext = CodecContext(context)
        let range = structure.imageData
        var rowCount: UInt32 = 0
        let status = unsafe file.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return IP_TRUNCATED }
            return unsafe withUnsafePointer(to: output) {
                unsafe ip_webp_decode(&codecContext.raw, base + range.lowerBound, range.count, $0, &rowCount)
            }
        }
        context.timer.record(.decode)
        if status == IP_TRUNCATED, rendersTruncated, rowCount > 0 { return Int(rowCount) }
        try codecContext.check()
        return Int(rowCount)
    }
}

extension ip_webp_output {
    fileprivate init(_ size: PixelSize, of picture: PixelSize) {
        self.init()
        (width, height) = (UInt32(size.width), UInt32(size.height))
        is_scaled = size != picture
    }
}

/// Rows of a plane from the limited range to the full one.
enum LimitedRange {
    /// Whether luma keeps to the limited range but for what coding brings with it. What lies outside is cut off in a plane, while among
    /// colors it may still be one.
    static func holds(_ luma: Plane) -> Bool {
        var outside = 0
        for row in 0..<luma.size.height {
            outside += unsafe ip_webp_count_outside(luma.address(ofRow: row), luma.size.width)
        }
        return outside < luma.size.pixelCount / 8
    }

    static func stretch(_ rows: Range<Int>, of source: Plane, isChroma: Bool, into target: Plane, at row: Int) {
        precondition(rows.upperBound <= source.size.height && row + rows.count <= target.size.height)
        precondition(rows.lowerBound >= 0 && row >= 0 && source.size.width <= target.size.width)
        for (index, sourceRow) in rows.enumerated() {
            unsafe ip_webp_stretch_range(
                target.address(ofRow: row + index), source.address(ofRow: sourceRow), source.size.width, isChroma)
        }
    }
}
#endif
