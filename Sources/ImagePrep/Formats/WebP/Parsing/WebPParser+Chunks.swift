#if WebP
extension WebPParser {
    mutating func read(
        _ file: Span<UInt8>, _ chunk: WebPStructure.Chunk, isFirst: Bool
    ) throws(ImagePrepError) {
        typealias Chunk = WebPStructure.Chunk
        switch chunk.type {
        case Chunk.extended where isFirst: try readExtendedHeader(file, chunk)
        case Chunk.lossy, Chunk.lossless: try readImage(file, chunk, isFirst: isFirst)
        case Chunk.alpha where flags != nil && picture == nil && alpha == nil: alpha = chunk
        case Chunk.frame where flags != nil: try readFrame(file, chunk)
        default: readMetadata(file, chunk)
        }
    }

    /// Flags, three reserved bytes, and the sides less one of 24 bits. Section 2.7.
    private mutating func readExtendedHeader(
        _ file: Span<UInt8>, _ chunk: WebPStructure.Chunk
    ) throws(ImagePrepError) {
        let start = chunk.payload.lowerBound
        guard chunk.payload.count >= 10, let width = file.littleEndian24(at: start + 4),
            let height = file.littleEndian24(at: start + 7)
        else { throw .truncated("of an extended header (VP8X) of 10 bytes \(chunk.payload.count) are there") }
        let canvas = PixelSize(width: width + 1, height: height + 1)
        try limits.check(canvas)
        flags = file[start]
        self.canvas = canvas
        let surplus = chunk.payload.count - 10
        if surplus > 0 { metadata.append(MetadataItem(kind: .unknown, byteCount: surplus, detail: "within VP8X")) }
    }

    /// The picture of a still file.
    private mutating func readImage(
        _ file: Span<UInt8>, _ chunk: WebPStructure.Chunk, isFirst: Bool
    ) throws(ImagePrepError) {
        guard picture == nil else { return note(file, chunk, .unknown) }
        guard isFirst || flags != nil else {
            throw .malformed("a simple WebP does not begin with its picture")
        }
        let picture = try WebPStructure.Picture(file, chunk, alpha: alpha)
        if let canvas, canvas != picture.size {
            throw .malformed("a canvas of \(canvas) pixels around a picture of \(picture.size)")
        }
        try limits.check(picture.size)
        noteUnused(file, alpha, by: picture)
        self.picture = picture
    }

    private mutating func noteUnused(
        _ file: Span<UInt8>, _ alpha: WebPStructure.Chunk?, by picture: WebPStructure.Picture
    ) {
        if let alpha, picture.alpha == nil { note(file, alpha, .unknown) }
    }

    /// A frame of an animation: its place on the canvas, how long it stays, and a list of chunks. Of those behind the first only
    /// the bytes are counted. Section 2.7.1.1.
    private mutating func readFrame(
        _ file: Span<UInt8>, _ chunk: WebPStructure.Chunk
    ) throws(ImagePrepError) {
        frameCount += 1
        guard picture == nil else {
            laterFrameBytes += chunk.range.count
            return
        }
        let start = chunk.payload.lowerBound
        guard chunk.payload.count >= 16, let x = file.littleEndian24(at: start),
            let y = file.littleEndian24(at: start + 3), let width = file.littleEndian24(at: start + 6),
            let height = file.littleEndian24(at: start + 9)
        else { throw .truncated("of a frame's header (ANMF) of 16 bytes \(chunk.payload.count) are there") }
        var found = try readFramePicture(file, chunk)
        (found.x, found.y) = (2 * x, 2 * y)
        let size = PixelSize(width: width + 1, height: height + 1)
        guard found.size == size else {
            throw .malformed("a frame of \(size) pixels around a picture of \(found.size)")
        }
        guard let canvas, found.x + size.width <= canvas.width, found.y + size.height <= canvas.height else {
            throw .malformed("a frame of \(size) pixels at \(found.x), \(found.y) goes beyond its canvas")
        }
        picture = found
    }

    private mutating func readFramePicture(
        _ file: Span<UInt8>, _ frame: WebPStructure.Chunk
    ) throws(ImagePrepError) -> WebPStructure.Picture {
        var reader = WebPChunkReader(frame.payload.dropFirst(16))
        var alpha: WebPStructure.Chunk?
        var picture: WebPStructure.Picture?
        while let chunk = reader.next(of: file) {
            try countChunk()
            switch chunk.type {
            case WebPStructure.Chunk.alpha where picture == nil && alpha == nil: alpha = chunk
            case WebPStructure.Chunk.lossy where picture == nil, WebPStructure.Chunk.lossless where picture == nil:
                picture = try WebPStructure.Picture(file, chunk, alpha: alpha)
            default: note(file, chunk, .privateChunk)
            }
        }
        guard let picture else {
            throw frame.isCut
                ? .truncated(
                    "the first frame lacks \(frame.missingByteCount(in: file).formattedByteCount), its picture among them"
                )
                : .malformed("a frame without a picture")
        }
        noteUnused(file, alpha, by: picture)
        return picture
    }

    private mutating func readMetadata(_ file: Span<UInt8>, _ chunk: WebPStructure.Chunk) {
        switch chunk.type {
        case WebPStructure.Chunk.exif:
            // Half of the writers put JPEG's identifier before the TIFF structure.
            let isPrefixed = chunk.payload.count >= 6 && file.hasBytes("Exif\0\0", at: chunk.payload.lowerBound)
            exifPayloads.append(chunk.payload.dropFirst(isPrefixed ? 6 : 0))
            note(file, chunk, .exif)
        case WebPStructure.Chunk.xmp:
            xmpPayloads.append(chunk.payload)
            note(file, chunk, .xmp)
        case WebPStructure.Chunk.icc: readProfile(file, chunk)
        case WebPStructure.Chunk.animation: note(file, chunk, .animation)
        default: note(file, chunk, .privateChunk)
        }
    }

    /// It counts where readers look for it: announced by its flag, and before the picture.
    private mutating func readProfile(_ file: Span<UInt8>, _ chunk: WebPStructure.Chunk) {
        guard let flags, flags & 0x20 != 0, picture == nil, iccProfile == nil, !chunk.isCut else {
            warnings.append(
                "A color profile of \(chunk.payload.count.formattedByteCount) stands where readers ignore it, and is ignored."
            )
            return note(file, chunk, .unknown)
        }
        iccProfile = chunk.payload
        note(file, chunk, .iccProfile)
    }

    private mutating func note(_ file: Span<UInt8>, _ chunk: WebPStructure.Chunk, _ kind: MetadataKind) {
        metadata.append(
            MetadataItem(kind: kind, byteCount: chunk.range.count, detail: chunk.name(in: file)))
    }
}
#endif
