#if WebP
/// Goes from chunk to chunk of a RIFF list, or of the list within a frame. Source: RFC 9649, section 2.3.
struct WebPChunkReader {
    private(set) var position: Int
    /// Where the list should end, which may be beyond the file.
    private let end: Int

    init(_ list: Range<Int>) { (position, end) = (list.lowerBound, list.upperBound) }

    /// The next chunk; nil where the list has ended, or has no room for a header.
    mutating func next(of file: Span<UInt8>) -> WebPStructure.Chunk? {
        let limit = min(end, file.count)
        guard position + 8 <= limit, let type = file.bigEndian32(at: position),
            let byteCount = file.littleEndian32(at: position + 4)
        else { return nil }
        let upperBound = position + 8 + byteCount
        let chunk = WebPStructure.Chunk(
            type: UInt32(truncatingIfNeeded: type), range: position..<min(upperBound, limit), isCut: upperBound > limit)
        position = min(upperBound + byteCount % 2, limit)
        return chunk
    }
}

extension WebPStructure.Chunk {
    /// Its four letters.
    func name(in file: Span<UInt8>) -> String { file.printable(range.prefix(4)) }

    /// The bytes that are missing, by what its header says.
    func missingByteCount(in file: Span<UInt8>) -> Int {
        (file.littleEndian32(at: range.lowerBound + 4) ?? 0) - payload.count
    }
}
#endif
