internal import CImageCodecs

/// Puts together the chunks that stand before a PNG's image data.
struct PNGChunkWriter {
    private(set) var bytes: [UInt8] = []

    /// Appends a whole chunk: length, type, data, CRC.
    mutating func append(_ type: PNGStructure.ChunkType, _ data: [UInt8]) {
        appendNumber(UInt32(truncatingIfNeeded: data.count))
        let start = bytes.count
        appendNumber(type.rawValue)
        bytes += data
        let checksum = unsafe bytes[start...].withUnsafeBufferPointer { checked in
            guard let first = checked.baseAddress else { return UInt32(0) }
            return unsafe ip_crc32(first, checked.count)
        }
        appendNumber(checksum)
    }

    /// Appends a chunk as it stands in the input.
    mutating func append(_ chunk: PNGStructure.Chunk, of input: Span<UInt8>) {
        for index in chunk.range { bytes.append(input[index]) }
    }

    private mutating func appendNumber(_ number: UInt32) {
        bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
