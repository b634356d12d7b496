/// Writes deflate bit by bit, so that a stream can hold what no compressor writes.
struct DeflateWriter {
    private var bytes: [UInt8] = []
    private var bitCount = 0

    /// The lowest bit first, as deflate has numbers.
    mutating func bits(_ value: Int, _ count: Int) {
        for index in 0..<count {
            if bitCount % 8 == 0 { bytes.append(0) }
            bytes[bytes.count - 1] |= UInt8(value >> index & 1) << UInt8(bitCount % 8)
            bitCount += 1
        }
    }

    /// The highest bit first, as deflate has codes.
    mutating func code(_ value: Int, _ count: Int) {
        for index in (0..<count).reversed() { bits(value >> index & 1, 1) }
    }

    /// A block of bytes as they are.
    mutating func stored(_ raw: some Collection<UInt8>, isLast: Bool = false) {
        bits(isLast ? 1 : 0, 3)
        bitCount = (bitCount + 7) / 8 * 8
        bytes += [UInt8(raw.count & 255), UInt8(raw.count >> 8), ~UInt8(raw.count & 255), ~UInt8(raw.count >> 8)] + raw
        bitCount = bytes.count * 8
    }

    /// Begins the last block, of static codes.
    mutating func beginStatic() { bits(1 | 1 << 1, 3) }

    /// A symbol of the static literal and length code.
    mutating func staticSymbol(_ symbol: Int) {
        switch symbol {
        case ..<144: code(0x30 + symbol, 8)
        case ..<256: code(0x190 + symbol - 144, 9)
        case ..<280: code(symbol - 256, 7)
        default: code(0xC0 + symbol - 280, 8)
        }
    }

    /// Begins the last block, of codes with these lengths, each below 15 or a run of zeros (-11 to -138).
    mutating func beginDynamic(literalCount: Int, distanceCount: Int, lengths: [Int]) {
        bits(1 | 2 << 1, 3)
        bits(literalCount - 257, 5)
        bits(distanceCount - 1, 5)
        bits(15, 4)
        // Code lengths 0 to 14 and the run of zeros have codes of 4 bits, in this order.
        for symbol in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15] {
            bits(symbol < 15 || symbol == 18 ? 4 : 0, 3)
        }
        for length in lengths {
            code(length < 0 ? 15 : length, 4)
            if length < 0 { bits(-length - 11, 7) }
        }
    }

    /// With a zlib header and the checksum of `raw`.
    func zlib(_ raw: [UInt8], header: [UInt8] = [0x78, 0x01]) -> [UInt8] {
        header + bytes + ChunkFile.bigEndian(PlainInflate.adler32(raw))
    }
}

/// PNG files around such streams.
enum DeflatedPNG {
    /// Gray, 8 bits.
    static func file(_ stream: [UInt8], width: Int, height: Int, before: [(String, [UInt8])] = []) -> [UInt8] {
        let size = ChunkFile.bigEndian(UInt32(width)) + ChunkFile.bigEndian(UInt32(height))
        return ChunkFile.file(
            [(type: "IHDR", data: size + [8, 0, 0, 0, 0])] + before.map { (type: $0.0, data: $0.1) }
                + [(type: "IDAT", data: stream), (type: "IEND", data: [])])
    }

    /// One row of 259 zeros by a static block: two literals, and a match of 258 or what `symbol` is.
    static func staticLength(_ symbol: Int) -> [UInt8] {
        var writer = DeflateWriter()
        writer.beginStatic()
        for literal in [0, 0, symbol] { writer.staticSymbol(literal) }
        writer.code(0, 5)
        writer.staticSymbol(256)
        return file(writer.zlib([UInt8](repeating: 0, count: 260)), width: 259, height: 1)
    }

    /// 200 rows of 199 zeros, of which the last three come from as far back as `symbol` says, or from the byte before.
    static func staticDistance(_ symbol: Int) -> [UInt8] {
        let raw = [UInt8](repeating: 0, count: 40_000)
        var writer = DeflateWriter()
        writer.stored(raw.dropLast(3))
        writer.beginStatic()
        writer.staticSymbol(257)
        writer.code(symbol, 5)
        if symbol > 3 { writer.bits(0, symbol / 2 - 1) }
        writer.staticSymbol(256)
        return file(writer.zlib(raw), width: 199, height: 200)
    }

    /// One row of 259 zeros by a dynamic block with so many code lengths; `distances` are those of the distance code.
    static func dynamic(literalCount: Int = 286, distances: [Int] = [1], distanceCount: Int? = nil) -> [UInt8] {
        var lengths = [Int](repeating: 0, count: literalCount)
        (lengths[0], lengths[256], lengths[285]) = (1, 2, 2)
        var writer = DeflateWriter()
        writer.beginDynamic(
            literalCount: literalCount, distanceCount: distanceCount ?? distances.count, lengths: lengths + distances)
        // 0 is 0, 10 the end, 11 a match of 258; the distance is 1.
        for (code, count) in [(0, 1), (0, 1), (3, 2), (0, distances[0]), (2, 2)] { writer.code(code, count) }
        return file(writer.zlib([UInt8](repeating: 0, count: 260)), width: 259, height: 1)
    }

    /// A picture whose last three bytes a match takes from 1,000 bytes before, and what its zlib header promises.
    static func window(header: [UInt8], before: [(String, [UInt8])] = []) -> (file: [UInt8], samples: [Int]) {
        var noise = PlainNoise(seed: 3)
        var raw = (0..<40_000).map { $0 % 200 == 0 ? 0 : UInt8(noise.next() & 255) }
        for index in 39_997..<40_000 { raw[index] = raw[index - 1_000] }
        var writer = DeflateWriter()
        writer.stored(raw.dropLast(3))
        writer.beginStatic()
        writer.staticSymbol(257)
        // Distances from 769 on, and 8 bits more.
        writer.code(19, 5)
        writer.bits(1_000 - 769, 8)
        writer.staticSymbol(256)
        let samples = raw.indices.filter { $0 % 200 != 0 }.map { Int(raw[$0]) }
        return (file(writer.zlib(raw, header: header), width: 199, height: 200, before: before), samples)
    }
}
