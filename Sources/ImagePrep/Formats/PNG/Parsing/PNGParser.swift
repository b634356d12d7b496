internal import CImageCodecs

/// One walk over the chunks of a PNG file, strict where a decoder would fail: what passes can be copied without decoding,
/// once the image data has been inflated to its end.
///
/// Source of the rules: PNG specification, third edition, sections 5, 11 and 13; libpng's behaviour where it is stricter.
struct PNGParser {
    let limits: InputLimits
    var chunks: [PNGStructure.Chunk] = []
    var header: PNGStructure.Header?
    var imageData: [Range<Int>] = []
    var isImageDataOver = false
    var palette: Range<Int>?
    var transparency: Range<Int>?
    var iccProfile: Range<Int>?
    var cicp: Range<Int>?
    var hasSRGBChunk = false
    var gamma: Int?
    var chromaticities: [Int] = []
    var animationFrameCount: Int?
    var exifPayloads: [Range<Int>] = []
    var rawProfiles: [PNGStructure.Chunk] = []
    var xmpPayloads: [Range<Int>] = []
    var endOfImage: Int?
    var metadata: [MetadataItem] = []
    var warnings: [String] = []

    init(limits: InputLimits) { self.limits = limits }

    mutating func inspect(_ input: Span<UInt8>) throws(ImagePrepError) -> Inspection {
        guard input.hasBytes("\r\n\u{1A}\n", at: 4) else {
            throw .malformed("the PNG signature is damaged, as by a transfer in text mode")
        }
        let end = try walk(input)
        guard let header else {
            throw .truncated("a PNG of \(input.count.formattedByteCount) without its header (IHDR)")
        }
        guard !imageData.isEmpty else { throw .malformed("a PNG without image data (IDAT)") }
        if header.colorType == 3, palette == nil { throw .malformed("a palette PNG without its palette (PLTE)") }
        if endOfImage == nil {
            warnings.append("The end chunk (IEND) is missing: the file may have been cut short.")
        }
        if end < input.count { metadata.append(Trailer.item(input, end..<input.count)) }
        let structure = PNGStructure(
            chunks: chunks, header: header, imageData: imageData, palette: palette, transparency: transparency,
            iccProfile: iccProfile, cicp: cicp, hasSRGBChunk: hasSRGBChunk, gamma: gamma,
            chromaticities: chromaticities, exifPayloads: exifPayloads, animationFrameCount: animationFrameCount,
            endOfImage: endOfImage,
            trailing: end..<input.count)
        return try inspection(input, structure)
    }

    /// Returns where the image ends: behind IEND, or at the file's end where that is missing.
    private mutating func walk(_ input: Span<UInt8>) throws(ImagePrepError) -> Int {
        var position = 8
        while let length = input.bigEndian32(at: position), position + 8 <= input.count {
            let type = try chunkType(input, at: position + 4)
            guard length <= 0x7FFF_FFFF else {
                throw .malformed("a chunk at byte \(position) that says that it has \(length.formattedByteCount)")
            }
            let (dataStart, dataEnd) = (position + 8, position + 8 + length)
            guard dataEnd + 4 <= input.count else {
                try noteCutOff(type, dataStart..<input.count, missing: dataEnd + 4 - input.count)
                return input.count
            }
            try limits.check(.segments, chunks.count + 1)
            var chunk = PNGStructure.Chunk(
                type: type, range: position..<dataEnd + 4, data: dataStart..<dataEnd, isCRCValid: true, metadata: nil)
            // The CRC of image data is left to the stage that inflates it, so that the bytes are read once.
            chunk.isCRCValid = type == .idat || isCRCValid(input, chunk)
            try read(input, &chunk)
            chunks.append(chunk)
            position = dataEnd + 4
            if type == .iend {
                endOfImage = position
                return position
            }
        }
        return input.count
    }

    private func chunkType(_ input: Span<UInt8>, at offset: Int) throws(ImagePrepError) -> PNGStructure.ChunkType {
        for index in offset..<offset + 4 where !(65...90).contains(input[index]) && !(97...122).contains(input[index]) {
            throw .malformed("a chunk at byte \(offset - 4) whose type is not four letters")
        }
        return PNGStructure.ChunkType(rawValue: UInt32(truncatingIfNeeded: input.bigEndian32(at: offset) ?? 0))
    }

    /// A file that ends within a chunk: image data may still be rendered if the caller wants that.
    private mutating func noteCutOff(
        _ type: PNGStructure.ChunkType, _ data: Range<Int>, missing: Int
    ) throws(ImagePrepError) {
        guard type == .idat, header != nil, !isImageDataOver else {
            guard !imageData.isEmpty else {
                throw .truncated(
                    "the file ends within a chunk, \(missing.formattedByteCount) early and before its image data")
            }
            return warnings.append(
                "The file ends within a chunk behind the image data, \(missing.formattedByteCount) early.")
        }
        imageData.append(data)
        warnings.append("The file ends within the image data, at least \(missing.formattedByteCount) early.")
    }

    private func isCRCValid(_ input: Span<UInt8>, _ chunk: PNGStructure.Chunk) -> Bool {
        let stored = input.bigEndian32(at: chunk.data.upperBound)
        return unsafe input.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return false }
            return unsafe stored == Int(ip_crc32(base + chunk.data.lowerBound - 4, chunk.data.count + 4))
        }
    }

    private mutating func read(_ input: Span<UInt8>, _ chunk: inout PNGStructure.Chunk) throws(ImagePrepError) {
        guard header != nil || chunk.type == .ihdr || chunk.type == .cgbi else {
            throw .malformed("a PNG that does not begin with its header (IHDR)")
        }
        if chunk.type != .idat, !imageData.isEmpty { isImageDataOver = true }
        guard chunk.type.isCritical else { return readAncillary(input, &chunk) }
        guard chunk.isCRCValid else { throw .malformed("the CRC of chunk \(chunk.type) is wrong") }
        switch chunk.type {
        case .ihdr: try readHeader(input, chunk)
        case .plte: try readPalette(&chunk)
        case .idat:
            guard !isImageDataOver else { throw .malformed("image data (IDAT) that other chunks interrupt") }
            imageData.append(chunk.data)
        case .iend: break
        case .cgbi:
            throw .unsupported(
                feature: "Apple's CgBI variant of PNG",
                advice: "restore it first with Apple's tool: pngcrush -revert-iphone-optimizations in.png out.png")
        default: throw .malformed("a critical chunk \(chunk.type) that nobody knows")
        }
    }
}

extension PNGStructure.ChunkType: CustomStringConvertible {
    package var description: String {
        String(decoding: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: rawValue >> $0) }, as: UTF8.self)
    }
}
