internal import CImageCodecs

extension StrippedFile {
    /// Critical chunks, tRNS, and behind the header `colors`.
    ///
    /// - Parameter streamByteCount: compressed bytes up to the end of the zlib stream; image data behind it is left out.
    package init(of structure: PNGStructure, in input: Span<UInt8>, streamByteCount: Int, colors: PNGColorChunks) {
        self.init()
        var rest = streamByteCount
        append(0..<8)
        for chunk in structure.chunks where chunk.metadata == nil && chunk.type != .iend {
            if chunk.type == .idat {
                append(imageData: chunk.data, isWhole: true, &rest, input)
            } else {
                append(chunk.range, orInstead: structure.rewritten(chunk, in: input))
            }
            guard chunk.type == .ihdr else { continue }
            for kept in colors.kept { append(structure.chunks[kept.index].range, orInstead: kept.rewritten) }
        }
        // A last IDAT that the file's end cuts off is in no chunk.
        if let last = structure.imageData.last, structure.chunks.last?.data != last, structure.isCutOff {
            append(imageData: last, isWhole: false, &rest, input)
        }
        let surplus = structure.endOfImage == nil ? 0 : structure.chunks.last?.data.count ?? 0
        if surplus > 0 { removed.append(MetadataItem(kind: .unknown, byteCount: surplus, detail: "within IEND")) }
        if let end = structure.endOfImage, surplus == 0 {
            append(end - 12..<end)
        } else {
            append(StrippedFile.endChunk)
        }
    }

    private static let endChunk: [UInt8] = [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]

    private mutating func append(_ range: Range<Int>, orInstead bytes: [UInt8]?) {
        if let bytes { append(bytes) } else { append(range) }
    }

    /// One IDAT as it stands, cut where the stream ends within it, or left out behind that.
    private mutating func append(
        imageData data: Range<Int>, isWhole: Bool, _ rest: inout Int, _ input: Span<UInt8>
    ) {
        let needed = min(rest, data.count)
        rest -= needed
        if needed == data.count, isWhole, needed > 0 || rest > 0 {
            return append(data.lowerBound - 8..<data.upperBound + 4)
        }
        let framing = isWhole ? 12 : 8
        let surplus = data.count - needed + (needed == 0 ? framing : 0)
        if surplus > 0 {
            removed.append(MetadataItem(kind: .hiddenInImageData, byteCount: surplus, detail: "IDAT"))
        }
        guard needed > 0 else { return }
        let cut = data.prefix(needed)
        let typeAndData = cut.lowerBound - 4..<cut.upperBound
        append(StrippedFile.bigEndian(needed))
        append(typeAndData)
        append(StrippedFile.bigEndian(Int(input.crc32(typeAndData))))
    }

    private static func bigEndian(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}

extension PNGStructure {
    /// Whether the file ends within an IDAT, whose data then reaches to the file's end without a CRC.
    package var isCutOff: Bool {
        guard let last = imageData.last else { return false }
        return !chunks.contains { $0.type == .idat && $0.data == last }
    }
}

extension Span<UInt8> {
    /// The checksum that ends a PNG chunk; `range` is its type and data.
    func crc32(_ range: Range<Int>) -> UInt32 {
        unsafe withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return 0 }
            return unsafe ip_crc32(base + range.lowerBound, range.count)
        }
    }
}
