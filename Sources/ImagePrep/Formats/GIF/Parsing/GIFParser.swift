/// Walks over the blocks of a GIF once and copies nothing. Source: GIF89a specification, 1990.
struct GIFParser {
    let limits: InputLimits
    var metadata: [MetadataItem] = []
    var warnings: [String] = []
    var position = 0
    /// Extensions and frames so far; each costs a little, so a file must not have too many.
    private var blockCount = 0
    var globalColorTable: Range<Int>?
    var graphicControl: (range: Range<Int>, transparentIndex: Int?)?
    var frame: GIFStructure.Frame?
    var frameCount = 0
    /// Of the frames behind the first.
    var laterFrameBytes = 0
    var xmpPayloads: [Range<Int>] = []
    private var endOfImage: Int?
    /// Bytes before the first frame that begin no block.
    private var strayByteCount = 0

    init(limits: InputLimits) { self.limits = limits }

    mutating func inspect(_ file: Span<UInt8>) throws(ImagePrepError) -> Inspection {
        let screen = try readScreen(file)
        let header = 0..<position
        while endOfImage == nil, try readBlock(file, screen) {}
        guard let frame else {
            throw endOfImage == nil
                ? .truncated("the file ends after \(file.count.formattedByteCount), before its first frame")
                : .malformed("a GIF without a frame")
        }
        let structure = GIFStructure(
            screen: screen, canvas: screen.grown(toHold: frame), header: header, frame: frame, frameCount: frameCount,
            endOfImage: endOfImage)
        return inspection(file, structure)
    }

    /// Six bytes of signature and seven of screen, and the global table of colors. Section 18.
    private mutating func readScreen(_ file: Span<UInt8>) throws(ImagePrepError) -> PixelSize {
        guard file.count >= 13, let width = file.littleEndian16(at: 6), let height = file.littleEndian16(at: 8) else {
            throw .truncated("a GIF's header has 13 bytes, and the file has \(file.count)")
        }
        guard file.hasBytes("GIF87a", at: 0) || file.hasBytes("GIF89a", at: 0) else {
            throw .malformed("a GIF of version \"\(file.printable(3..<6))\", of which nothing is known")
        }
        position = 13
        globalColorTable = try readColorTable(file, flags: file[10])
        return PixelSize(width: width, height: height)
    }

    /// The table that the flags promise at the current position; nil if they promise none.
    mutating func readColorTable(_ file: Span<UInt8>, flags: UInt8) throws(ImagePrepError) -> Range<Int>? {
        guard flags & 0x80 != 0 else { return nil }
        let byteCount = 3 << (Int(flags & 7) + 1)
        guard position + byteCount <= file.count else {
            throw .truncated(
                "of a color table of \(byteCount) bytes \((file.count - position).formattedByteCount) are there")
        }
        position += byteCount
        return position - byteCount..<position
    }

    /// Reads what begins at the position; false where the walk has come to its end.
    private mutating func readBlock(_ file: Span<UInt8>, _ screen: PixelSize) throws(ImagePrepError) -> Bool {
        guard position < file.count else { return false }
        switch file[position] {
        case 0x21:
            try countBlock()
            return readExtension(file)
        case 0x2C:
            try countBlock()
            return try readFrame(file, screen)
        case 0x3B:
            position += 1
            endOfImage = position
        default:
            // Readers differ here; before there is a picture, what follows is the only chance of one.
            guard frame == nil else { return false }
            strayByteCount += 1
            position += 1
        }
        return true
    }

    private mutating func countBlock() throws(ImagePrepError) {
        blockCount += 1
        try limits.check(.segments, blockCount)
    }

    /// Passes the sub-blocks that begin at the position: each has its length before it, the empty one ends them.
    ///
    /// - Returns: whether that end is there; the position is behind it, or at the file's end.
    mutating func skipSubBlocks(_ file: Span<UInt8>) -> Bool {
        while position < file.count {
            let length = Int(file[position])
            position += 1 + length
            if length == 0 { return true }
        }
        position = file.count
        return false
    }

    private mutating func inspection(_ file: Span<UInt8>, _ structure: GIFStructure) -> Inspection {
        noteLeftovers(file, structure)
        for payload in xmpPayloads { XMPOrientation.compare(file, payload, with: nil, &warnings) }
        return Inspection(
            byteCount: file.count, storedSize: structure.canvas, orientation: .upright, orientationSource: nil,
            bitDepth: 8, colorModel: .palette, profile: .none, metadata: metadata, warnings: warnings, file: structure)
    }

    /// What lies behind the picture, and what was odd about the whole.
    private mutating func noteLeftovers(_ file: Span<UInt8>, _ structure: GIFStructure) {
        if laterFrameBytes > 0 {
            let detail = "\((frameCount - 1).formatted) later frames"
            metadata.append(MetadataItem(kind: .animation, byteCount: laterFrameBytes, detail: detail))
        }
        if frameCount > 1 {
            warnings.append("An animated GIF of \(frameCount.formatted) frames; only its first frame is taken.")
        }
        if strayByteCount > 0 {
            metadata.append(MetadataItem(kind: .unknown, byteCount: strayByteCount, detail: "between blocks"))
            warnings.append("\(strayByteCount.formattedByteCount) before the first frame belong to no block.")
        }
        if structure.canvas != structure.screen {
            warnings.append(
                "The first frame goes beyond the screen of \(structure.screen); the picture has \(structure.canvas).")
        }
        if structure.endOfImage == nil { warnings.append("The GIF's trailer is missing.") }
        if position < file.count {
            metadata.append(MetadataItem(kind: .trailer, byteCount: file.count - position))
        }
    }
}

extension PixelSize {
    fileprivate func grown(toHold frame: GIFStructure.Frame) -> PixelSize {
        PixelSize(width: max(width, frame.x + frame.size.width), height: max(height, frame.y + frame.size.height))
    }
}
