extension GIFParser {
    /// An image descriptor with its table and data. Of frames behind the first only the bytes are counted.
    mutating func readFrame(_ file: Span<UInt8>, _ screen: PixelSize) throws(ImagePrepError) -> Bool {
        guard frame == nil else { return skipFrame(file) }
        let start = position
        guard start + 10 <= file.count, let x = file.littleEndian16(at: start + 1),
            let y = file.littleEndian16(at: start + 3), let width = file.littleEndian16(at: start + 5),
            let height = file.littleEndian16(at: start + 7)
        else { throw .truncated("of an image descriptor of 10 bytes \(file.count - start) are there") }
        let size = PixelSize(width: width, height: height)
        guard width > 0, height > 0 else { throw .malformed("a first frame of \(size) pixels") }
        try limits.check(PixelSize(width: max(screen.width, x + width), height: max(screen.height, y + height)))
        position += 10
        let flags = file[start + 9]
        let ownTable = try readColorTable(file, flags: flags)
        guard let table = ownTable ?? globalColorTable else {
            throw .malformed("a GIF without a table of colors")
        }
        let data = try readImageData(file)
        frame = GIFStructure.Frame(
            x: x, y: y, size: size, isInterlaced: flags & 0x40 != 0, range: start..<position, colorTable: table,
            minimumCodeSize: data.minimumCodeSize, imageData: data.range,
            transparentIndex: graphicControl?.transparentIndex, graphicControl: graphicControl?.range)
        graphicControl = nil
        frameCount = 1
        return true
    }

    /// The size of the first codes and the sub-blocks; whether all of them are there is for the decoder to find out.
    private mutating func readImageData(
        _ file: Span<UInt8>
    ) throws(ImagePrepError) -> (minimumCodeSize: Int, range: Range<Int>) {
        guard position < file.count else { throw .truncated("the file ends before the first frame's image data") }
        let minimumCodeSize = Int(file[position])
        // 12 bits are the most that a code has, and two codes above the indices are taken.
        guard (1...11).contains(minimumCodeSize) else {
            throw .malformed(
                "compressed data that begins with codes for \(minimumCodeSize) bits, of 1 to 11 that are possible")
        }
        position += 1
        let start = position
        _ = skipSubBlocks(file)
        return (minimumCodeSize, start..<position)
    }

    private mutating func skipFrame(_ file: Span<UInt8>) -> Bool {
        let start = position
        guard start + 10 < file.count else { return false }
        let flags = file[start + 9]
        position += 10 + (flags & 0x80 != 0 ? 3 << (Int(flags & 7) + 1) : 0) + 1
        frameCount += 1
        let isWhole = skipSubBlocks(file)
        position = min(position, file.count)
        laterFrameBytes += position - start + (graphicControl?.range.count ?? 0)
        graphicControl = nil
        return isWhole
    }

    /// Everything that begins with an exclamation mark: a label, and sub-blocks.
    mutating func readExtension(_ file: Span<UInt8>) -> Bool {
        let start = position
        guard start + 2 < file.count else {
            position = file.count
            return false
        }
        let label = file[start + 1]
        position += 2
        let isWhole = skipSubBlocks(file)
        let range = start..<min(position, file.count)
        position = range.upperBound
        if label == 0xF9 { readGraphicControl(file, range) } else { note(file, range, label) }
        return isWhole
    }

    /// Section 23: the length 4, flags, two bytes of delay, and the transparent index.
    private mutating func readGraphicControl(_ file: Span<UInt8>, _ range: Range<Int>) {
        guard range.count >= 8, file[range.lowerBound + 2] >= 4 else {
            warnings.append(
                "A graphic control extension of \(range.count.formattedByteCount) says nothing and is ignored.")
            metadata.append(MetadataItem(kind: .unknown, byteCount: range.count, detail: "graphic control"))
            return
        }
        if let earlier = graphicControl {
            metadata.append(MetadataItem(kind: .unknown, byteCount: earlier.range.count, detail: "graphic control"))
        }
        let isTransparent = file[range.lowerBound + 3] & 1 != 0
        graphicControl = (range, isTransparent ? Int(file[range.lowerBound + 6]) : nil)
    }

    private mutating func note(_ file: Span<UInt8>, _ range: Range<Int>, _ label: UInt8) {
        let (kind, detail): (MetadataKind, String) =
            switch label {
            case 0xFE: (.comment, "")
            case 0xFF: application(file, range)
            case 0x01: (.text, "plain text")
            default: (.unknown, "extension \(label)")
            }
        if kind == .xmp { xmpPayloads.append(range) }
        metadata.append(MetadataItem(kind: kind, byteCount: range.count, detail: detail))
    }

    /// By the eleven bytes with which an application signs. Section 26.
    private func application(_ file: Span<UInt8>, _ range: Range<Int>) -> (MetadataKind, String) {
        let identifier = range.dropFirst(3).prefix(11)
        let name = file.printable(identifier)
        switch name {
        case "NETSCAPE2.0", "ANIMEXTS1.0": return (.animation, name)
        case "XMP DataXMP": return (.xmp, "")
        default: return (.application, name)
        }
    }
}
