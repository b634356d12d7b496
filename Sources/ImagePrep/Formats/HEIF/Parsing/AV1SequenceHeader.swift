#if HEIF
/// Reads AV1's sequence header. Source: AV1 Bitstream & Decoding Process Specification (2019), 5.5.
struct AV1SequenceHeader {
    private var bits: BitReader

    /// - Throws: `malformed`.
    static func read(_ input: Span<UInt8>, _ payload: Range<Int>) throws(ImagePrepError) -> HEIFStream {
        var header = AV1SequenceHeader(bits: BitReader(payload.prefix(512).map { input[$0] }))
        return try header.read()
    }

    private mutating func read() throws(ImagePrepError) -> HEIFStream {
        let profile = bits.bits(3)
        bits.skip(1)
        let isReduced = bits.flag()
        if isReduced { bits.skip(5) } else { skipOperatingPoints() }
        let (widthBits, heightBits) = (bits.bits(4) + 1, bits.bits(4) + 1)
        let size = PixelSize(width: bits.bits(widthBits) + 1, height: bits.bits(heightBits) + 1)
        if !isReduced, bits.flag() { bits.skip(7) }
        bits.skip(3)
        if !isReduced { skipInterTools() }
        bits.skip(3)
        let stream = try readColor(profile, size)
        guard !bits.isExhausted else { throw Self.malformed }
        return stream
    }

    private static let malformed = ImagePrepError.malformed("a sequence header of AV1 that makes no sense")

    private mutating func skipOperatingPoints() {
        var hasDecoderModel = false
        var delayBits = 0
        if bits.flag() {
            bits.skip(64)
            if bits.flag() { _ = bits.uvlc() }
            hasDecoderModel = bits.flag()
            if hasDecoderModel {
                delayBits = bits.bits(5) + 1
                bits.skip(32 + 10)
            }
        }
        let hasDisplayDelay = bits.flag()
        for _ in 0...bits.bits(5) {
            bits.skip(12)
            if bits.bits(5) > 7 { bits.skip(1) }
            if hasDecoderModel, bits.flag() { bits.skip(2 * delayBits + 1) }
            if hasDisplayDelay, bits.flag() { bits.skip(4) }
        }
    }

    private mutating func skipInterTools() {
        bits.skip(4)
        let hasOrderHint = bits.flag()
        if hasOrderHint { bits.skip(2) }
        let forcesScreenContent = bits.flag() ? 2 : bits.bits(1)
        if forcesScreenContent > 0, !bits.flag() { bits.skip(1) }
        if hasOrderHint { bits.skip(3) }
    }

    private mutating func readColor(_ profile: Int, _ size: PixelSize) throws(ImagePrepError) -> HEIFStream {
        let isHigh = bits.flag()
        let depth = isHigh ? (profile == 2 && bits.flag() ? 12 : 10) : 8
        let isGray = profile == 1 ? false : bits.flag()
        var meaning = HEIFCodePoints()
        if bits.flag() {
            (meaning.primaries, meaning.transfer, meaning.matrix) = (bits.bits(8), bits.bits(8), bits.bits(8))
        }
        var chroma = HEIFChroma.full
        if isGray {
            meaning.isFullRange = bits.flag()
            chroma = .none
        } else if (meaning.primaries, meaning.transfer, meaning.matrix) == (1, 13, 0) {
            meaning.isFullRange = true
        } else {
            meaning.isFullRange = bits.flag()
            chroma = try readChroma(profile, depth)
        }
        return HEIFStream(size: size, maximumSize: size, chroma: chroma, depth: depth, meaning: meaning)
    }

    private mutating func readChroma(_ profile: Int, _ depth: Int) throws(ImagePrepError) -> HEIFChroma {
        switch profile {
        case 0: return .half
        case 1: return .full
        case 2 where depth < 12: return .halfWidth
        case 2:
            guard bits.flag() else { return .full }
            return bits.flag() ? .half : .halfWidth
        default: throw Self.malformed
        }
    }
}

/// One open bitstream unit. Source: the same, 5.3.
struct AV1Unit {
    var type: Int
    var payload: Range<Int>
    var end: Int

    static let sequenceHeader = 1

    /// The unit at `start`; nil where none begins there or it is larger than what it stands in.
    init?(_ input: Span<UInt8>, at start: Int, end: Int) {
        guard start < end, input[start] & 0x80 == 0 else { return nil }
        type = Int(input[start] >> 3 & 15)
        var position = start + (input[start] & 4 == 0 ? 1 : 2)
        guard input[start] & 2 != 0 else {
            guard position <= end else { return nil }
            (payload, self.end) = (position..<end, end)
            return
        }
        var size = 0
        for shift in stride(from: 0, to: 56, by: 7) {
            guard position < end else { return nil }
            let byte = Int(input[position])
            position += 1
            size |= (byte & 127) << shift
            if byte < 128 { break }
        }
        guard size <= end - position else { return nil }
        (payload, self.end) = (position..<position + size, position + size)
    }
}
#endif
