/// Reads codes of some bits, least significant bit first, from the sub-blocks of a frame's image data.
struct GIFCodeReader {
    private var position: Int
    private let end: Int
    /// Of the sub-block at hand.
    private var restOfBlock = 0
    private var bits: UInt64 = 0
    private var bitCount = 0

    init(_ imageData: Range<Int>) { (position, end) = (imageData.lowerBound, imageData.upperBound) }

    /// The next code; nil where the data ends before it does.
    mutating func next(_ codeSize: Int, of file: Span<UInt8>) -> Int? {
        while bitCount < codeSize {
            if restOfBlock == 0, !beginBlock(file) { return nil }
            guard position < end else { return nil }
            bits |= UInt64(file[position]) << UInt64(truncatingIfNeeded: bitCount)
            position += 1
            restOfBlock -= 1
            bitCount += 8
        }
        let code = Int(truncatingIfNeeded: bits) & ((1 << codeSize) - 1)
        bits >>= UInt64(truncatingIfNeeded: codeSize)
        bitCount -= codeSize
        return code
    }

    /// Where the next byte would be read from.
    var offset: Int { position }

    private mutating func beginBlock(_ file: Span<UInt8>) -> Bool {
        guard position < end, file[position] != 0 else { return false }
        restOfBlock = Int(file[position])
        position += 1
        return true
    }
}
