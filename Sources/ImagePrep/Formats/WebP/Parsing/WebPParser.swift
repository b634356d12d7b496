#if WebP
/// Walks over the chunks of a WebP once and copies nothing. Sources: RFC 9649, section 2; for the pictures' headers RFC 6386,
/// section 9.1, and RFC 9649, section 3.4.
struct WebPParser {
    let limits: InputLimits
    var metadata: [MetadataItem] = []
    var warnings: [String] = []
    private var chunkCount = 0
    /// Of the `VP8X` chunk; nil in a simple file.
    var flags: UInt8?
    var canvas: PixelSize?
    var picture: WebPStructure.Picture?
    var alpha: WebPStructure.Chunk?
    var frameCount = 0
    var laterFrameBytes = 0
    var exifPayloads: [Range<Int>] = []
    var xmpPayloads: [Range<Int>] = []
    var iccProfile: Range<Int>?
    /// Bytes that fill chunks of odd size up and are not zero.
    private var strayPaddingCount = 0

    init(limits: InputLimits) { self.limits = limits }

    mutating func inspect(_ file: Span<UInt8>) throws(ImagePrepError) -> Inspection {
        let end = try readHeader(file)
        var reader = WebPChunkReader(12..<end)
        var isFirst = true
        while let chunk = reader.next(of: file) {
            try countChunk()
            try read(file, chunk, isFirst: isFirst)
            isFirst = false
            notePadding(file, chunk, end: end)
        }
        let structure = try structure(of: file, end: end)
        noteLeftovers(file, structure, rest: reader.position..<min(end, file.count))
        return try inspection(file, structure)
    }

    /// - Returns: where the file should end, by its header.
    private mutating func readHeader(_ file: Span<UInt8>) throws(ImagePrepError) -> Int {
        guard file.hasBytes("RIFF", at: 0) else {
            throw .malformed("a WebP that begins with \"\(file.printable(0..<4))\" where RIFF belongs")
        }
        guard file.count >= 20, let byteCount = file.littleEndian32(at: 4) else {
            throw .truncated("a WebP has at least 20 bytes before its picture, and the file has \(file.count)")
        }
        guard byteCount >= 12 else { throw .malformed("a WebP that says it ends after \(byteCount + 8) bytes") }
        if byteCount + 8 > file.count {
            warnings.append(
                "The file should have \((byteCount + 8).formattedByteCount) by its header, and has \(file.count.formatted)."
            )
        }
        return byteCount + 8 + byteCount % 2
    }

    mutating func countChunk() throws(ImagePrepError) {
        chunkCount += 1
        try limits.check(.segments, chunkCount)
    }

    private mutating func notePadding(_ file: Span<UInt8>, _ chunk: WebPStructure.Chunk, end: Int) {
        let padding = chunk.range.upperBound
        guard chunk.payload.count % 2 == 1, padding < min(end, file.count), file[padding] != 0 else { return }
        strayPaddingCount += 1
    }

    private func structure(of file: Span<UInt8>, end: Int) throws(ImagePrepError) -> WebPStructure {
        guard let picture else {
            guard end <= file.count else {
                throw .truncated("the file ends after \(file.count.formattedByteCount), before its picture")
            }
            throw .malformed("a WebP without a picture")
        }
        return WebPStructure(
            canvas: canvas ?? picture.size, picture: picture, frameCount: max(1, frameCount),
            isAnimation: frameCount > 0, exifPayloads: exifPayloads, iccProfile: iccProfile,
            endOfImage: min(end, file.count))
    }

    /// What lies behind the picture, and what was odd about the whole.
    private mutating func noteLeftovers(_ file: Span<UInt8>, _ structure: WebPStructure, rest: Range<Int>) {
        func note(_ kind: MetadataKind, _ byteCount: Int, _ detail: String) {
            guard byteCount > 0 else { return }
            metadata.append(MetadataItem(kind: kind, byteCount: byteCount, detail: detail))
        }
        note(.animation, laterFrameBytes, "\((frameCount - 1).formatted) later frames")
        note(.unknown, rest.count, "between the chunks and the end")
        note(.fillBytes, strayPaddingCount, "padding")
        note(.trailer, file.count - structure.endOfImage, "")
        guard structure.frameCount > 1 else { return }
        warnings.append("An animated WebP of \(frameCount.formatted) frames; only its first frame is taken.")
    }

    private func inspection(_ file: Span<UInt8>, _ structure: WebPStructure) throws(ImagePrepError) -> Inspection {
        var warnings = warnings
        let found = OrientationSearch.exif(file, payloads: exifPayloads, source: "EXIF chunk", &warnings)
        for payload in xmpPayloads { XMPOrientation.compare(file, payload, with: found?.orientation, &warnings) }
        let coloring = try coloring(file, structure)
        return Inspection(
            byteCount: file.count, storedSize: structure.canvas, orientation: found?.orientation ?? .upright,
            orientationSource: found?.source, bitDepth: 8, colorModel: structure.colorModel,
            profile: coloring.embeddedProfile, metadata: metadata, warnings: warnings + coloring.warnings,
            file: structure, coloring: coloring)
    }

    private func coloring(
        _ file: Span<UInt8>, _ structure: WebPStructure
    ) throws(ImagePrepError) -> ProfileReading {
        guard let chunk = structure.iccProfile else { return ProfileReading() }
        guard chunk.count <= limits.metadataBytes else {
            return ProfileReading(brokenProfile: "it has \(chunk.count.formattedByteCount)")
        }
        let profile = chunk.map { file[$0] }
        return ProfileReading(
            iccProfile: profile, try ProfileReader(limits: limits).color(of: profile, for: structure.colorModel))
    }
}

extension WebPStructure {
    var colorModel: ColorModel { mayBeTransparent ? .rgba : picture.isLossless ? .rgb : .yCbCr }
}
#endif
