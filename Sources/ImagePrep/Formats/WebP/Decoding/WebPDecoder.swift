#if WebP
internal import CImageCodecs
internal import CWebPDecoding

/// The Swift face of libwebp's decoder.
struct WebPDecoder {
    let structure: WebPStructure
    let rendersTruncated: Bool
    let context: PreparationContext

    /// Decodes the picture into `pixels`, RGB or RGBA of 8 bits, whose size the decoder averages to if it is another.
    ///
    /// - Returns: the rows that are there, from the top; the others are zero.
    /// - Throws: `truncated` unless such pictures are rendered, `malformed`, `outOfMemory`, `cancelled`.
    func decode(_ file: Span<UInt8>, into pixels: inout PixelBuffer) throws(ImagePrepError) -> Int {
        var output = ip_webp_output()
        output.setSize(pixels.size, of: structure.picture.size)
        output.has_alpha = pixels.channels == 4
        unsafe output.planes.0 = pixels.baseAddress.assumingMemoryBound(to: UInt8.self)
        output.strides.0 = pixels.rowBytes
        let rowCount = try decode(file, output)
        let height = pixels.size.height
        pixels.clear(rowCount..<height)
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
        if status == IP_TRUNCATED, rendersTruncated, rowCount > 0 { return Int(rowCount) }
        try codecContext.check()
        return Int(rowCount)
    }
}

extension ip_webp_output {
    fileprivate mutating func setSize(_ size: PixelSize, of picture: PixelSize) {
        (width, height) = (UInt32(size.width), UInt32(size.height))
        is_scaled = size != picture
    }
}
#endif
