#if WebP
extension WebPStructure.Picture {
    /// Reads what the picture's own header says.
    ///
    /// - Throws: `truncated`, `malformed`.
    init(
        _ file: Span<UInt8>, _ chunk: WebPStructure.Chunk, alpha: WebPStructure.Chunk?
    ) throws(ImagePrepError) {
        if chunk.type == WebPStructure.Chunk.lossless {
            try self.init(lossless: chunk, in: file)
        } else {
            try self.init(lossy: chunk, alpha: alpha, in: file)
        }
    }

    /// A key frame's tag, its start code, and the sides of 14 bits, each with two bits of scale that nobody applies.
    private init(
        lossy chunk: WebPStructure.Chunk, alpha: WebPStructure.Chunk?, in file: Span<UInt8>
    ) throws(ImagePrepError) {
        let start = chunk.payload.lowerBound
        guard chunk.payload.count >= 10, let width = file.littleEndian16(at: start + 6),
            let height = file.littleEndian16(at: start + 8)
        else { throw .truncated("of a lossy picture's header of 10 bytes \(chunk.payload.count) are there") }
        guard file[start] & 1 == 0, file[start + 3] == 0x9D, file[start + 4] == 0x01, file[start + 5] == 0x2A else {
            throw .malformed("a lossy picture (VP8) that does not begin with a key frame")
        }
        let size = PixelSize(width: width & 0x3FFF, height: height & 0x3FFF)
        guard size.width > 0, size.height > 0 else { throw .malformed("a lossy picture of \(size) pixels") }
        self.init(size: size, isLossless: false, hasAlpha: alpha != nil, image: chunk, alpha: alpha)
    }

    /// A signature, the sides less one of 14 bits, whether alpha is used, and three bits of version.
    private init(lossless chunk: WebPStructure.Chunk, in file: Span<UInt8>) throws(ImagePrepError) {
        let start = chunk.payload.lowerBound
        guard chunk.payload.count >= 5, let bits = file.littleEndian32(at: start + 1) else {
            throw .truncated("of a lossless picture's header of 5 bytes \(chunk.payload.count) are there")
        }
        guard file[start] == 0x2F else { throw .malformed("a lossless picture (VP8L) without its signature") }
        guard bits >> 29 == 0 else { throw .malformed("a lossless picture (VP8L) of version \(bits >> 29)") }
        let size = PixelSize(width: (bits & 0x3FFF) + 1, height: (bits >> 14 & 0x3FFF) + 1)
        self.init(size: size, isLossless: true, hasAlpha: bits >> 28 & 1 != 0, image: chunk, alpha: nil)
    }
}
#endif
