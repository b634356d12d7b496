internal import CImageCodecs

/// Puts together the chunks that stand before a PNG's image data.
struct PNGChunkWriter {
    private(set) var bytes: [UInt8]
    /// What metadata is among them.
    private(set) var kinds: Set<MetadataKind> = []

    init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    /// The chunks that say what the colours mean.
    init(_ colors: PNGColorChunks, of structure: PNGStructure, in input: Span<UInt8>) {
        self.init()
        for kept in colors.kept {
            let chunk = structure.chunks[kept.index]
            bytes += kept.rewritten ?? chunk.range.map { input[$0] }
            if let kind = chunk.metadata { kinds.insert(kind) }
        }
    }

    /// An iCCP chunk.
    ///
    /// - Throws: `outOfMemory`.
    init(iccProfile: [UInt8]) throws(ImagePrepError) {
        self.init()
        var byteCount = 0
        let stream = [UInt8](capacity: ip_zlib_bound(iccProfile.count)) { output in
            unsafe output.withUnsafeMutableBufferPointer { memory, count in
                guard let start = memory.baseAddress else { return }
                unsafe iccProfile.withUnsafeBufferPointer { profile in
                    guard let first = profile.baseAddress else { return }
                    unsafe count = ip_zlib_compress(first, profile.count, start, memory.count)
                }
                byteCount = count
            }
        }
        guard byteCount > 0 else { throw .outOfMemory("compressing a profile of \(iccProfile.count) bytes") }
        // A name, its end, and 0 for zlib.
        append(.iccp, Array("ICC Profile".utf8) + [0, 0] + stream)
    }

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

    private mutating func appendNumber(_ number: UInt32) {
        bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
