#if HEIF
/// Reads bits, most significant first. Behind the end everything is zero and `isExhausted`.
struct BitReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The payload of a NAL unit behind its header, without the bytes that keep start codes out of it.
    /// Source: ITU-T H.265 (2024), 7.3.1.1.
    init(nalUnit input: Span<UInt8>, _ range: Range<Int>) {
        var bytes: [UInt8] = []
        var zeros = 0
        for index in range.dropFirst(2).prefix(BitReader.mostBytes) {
            let byte = input[index]
            if zeros >= 2, byte == 3 {
                zeros = 0
                continue
            }
            zeros = byte == 0 ? zeros + 1 : 0
            bytes.append(byte)
        }
        self.bytes = bytes
    }

    /// Of a parameter set, which has some 50.
    private static let mostBytes = 4_096

    var isExhausted: Bool { position > 8 * bytes.count }

    /// 0...32 bits.
    mutating func bits(_ count: Int) -> Int {
        var value = 0
        for _ in 0..<count {
            let bit = position < 8 * bytes.count ? Int(bytes[position / 8] >> (7 - position % 8)) & 1 : 0
            value = value << 1 | bit
            position += 1
        }
        return value
    }

    mutating func flag() -> Bool { bits(1) == 1 }

    mutating func skip(_ count: Int) { position += count }

    /// An unsigned number in Exp-Golomb code, H.265's ue(v); of more than 32 bits, which nothing needs, the most.
    mutating func golomb() -> Int {
        var zeros = 0
        while zeros < 32, !isExhausted, bits(1) == 0 { zeros += 1 }
        return (1 << zeros) - 1 + bits(zeros)
    }

    /// AV1's uvlc(), which is the same but for the longest.
    mutating func uvlc() -> Int { golomb() }
}
#endif
