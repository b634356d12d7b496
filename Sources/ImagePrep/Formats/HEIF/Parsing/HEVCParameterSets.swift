#if HEIF
/// Reads of HEVC's sequence parameter set what decides about memory and colour. Source: ITU-T H.265 (2024), 7.3.2.2 and E.2.1.
struct HEVCParameterSet {
    private var bits: BitReader
    /// Of the picture before it is cropped.
    private var codedSides: [Int] = []

    private init(bits: BitReader) { self.bits = bits }

    /// - Throws: `malformed`; `unsupported` for what no picture of a HEIC is.
    static func read(_ input: Span<UInt8>, _ unit: Range<Int>) throws(ImagePrepError) -> HEIFStream {
        var reader = HEVCParameterSet(bits: BitReader(nalUnit: input, unit))
        return try reader.read()
    }

    private mutating func read() throws(ImagePrepError) -> HEIFStream {
        bits.skip(4)
        let subLayers = bits.bits(3)
        bits.skip(1)
        skipProfile(subLayers)
        guard bits.golomb() < 16 else { throw Self.malformed("its number") }
        guard let chroma = HEIFChroma(rawValue: bits.golomb()) else { throw Self.malformed("its chroma format") }
        if chroma == .full, bits.flag() {
            throw .unsupported(feature: "HEVC with colour planes apart", advice: "convert it first")
        }
        let size = try readSize(chroma)
        let depth = try readDepth()
        var stream = HEIFStream(size: size, maximumSize: size, chroma: chroma, depth: depth)
        guard !bits.isExhausted else { throw Self.malformed("that it ends early") }
        // What comes behind is colour alone; where it cannot be read nothing is said.
        if try skipToUsability(subLayers) { stream.meaning = readMeaning() }
        return stream
    }

    private static func malformed(_ what: String) -> ImagePrepError {
        .malformed("a sequence parameter set of HEVC that makes no sense by \(what)")
    }

    /// Levels of each sub-layer behind that of the whole.
    private mutating func skipProfile(_ subLayers: Int) {
        bits.skip(88 + 8)
        let present = (0..<subLayers).map { _ in (bits.flag(), bits.flag()) }
        if subLayers > 0 { bits.skip(2 * (8 - subLayers)) }
        for (profile, level) in present { bits.skip((profile ? 88 : 0) + (level ? 8 : 0)) }
    }

    private mutating func readSize(_ chroma: HEIFChroma) throws(ImagePrepError) -> PixelSize {
        var (width, height) = (bits.golomb(), bits.golomb())
        codedSides = [width, height]
        if bits.flag() {
            let (left, right, top, bottom) = (bits.golomb(), bits.golomb(), bits.golomb(), bits.golomb())
            width -= (left + right) * (chroma == .half || chroma == .halfWidth ? 2 : 1)
            height -= (top + bottom) * (chroma == .half ? 2 : 1)
        }
        guard (1...65_535).contains(width), (1...65_535).contains(height) else { throw Self.malformed("its size") }
        return PixelSize(width: width, height: height)
    }

    private mutating func readDepth() throws(ImagePrepError) -> Int {
        let (luma, chroma) = (bits.golomb() + 8, bits.golomb() + 8)
        guard luma <= 16, chroma <= 16 else { throw Self.malformed("its depth") }
        guard luma == chroma, luma <= 12 else {
            throw .unsupported(
                feature: "HEVC of \(luma) bits for luma and \(chroma) for chroma", advice: "convert it first")
        }
        return luma
    }

    /// Whether the flag of the video usability information was reached and is set.
    private mutating func skipToUsability(_ subLayers: Int) throws(ImagePrepError) -> Bool {
        let orderBits = bits.golomb() + 4
        let hasAll = bits.flag()
        for _ in 0..<(hasAll ? subLayers + 1 : 1) { for _ in 0..<3 { _ = bits.golomb() } }
        try readBlocks()
        if bits.flag(), bits.flag() { skipScalingLists() }
        bits.skip(2)
        if bits.flag() {
            bits.skip(8)
            _ = (bits.golomb(), bits.golomb())
            bits.skip(1)
        }
        guard skipReferenceSets(), orderBits <= 16 else { return false }
        if bits.flag() {
            let count = bits.golomb()
            guard count <= 32 else { return false }
            bits.skip(count * (orderBits + 1))
        }
        bits.skip(2)
        return bits.flag()
    }

    /// Sizes of blocks that 7.4.3.2.1 rules out; libde265 prints a line of its own for each.
    private mutating func readBlocks() throws(ImagePrepError) {
        let coding = bits.golomb() + 3
        let tree = coding + bits.golomb()
        let transform = bits.golomb() + 2
        let largestTransform = transform + bits.golomb()
        let depths = [bits.golomb(), bits.golomb()]
        guard !bits.isExhausted else { return }
        guard (4...6).contains(tree), transform < coding, largestTransform <= min(tree, 5),
            depths.allSatisfy({ $0 <= tree - transform }), codedSides.allSatisfy({ $0 % (1 << coding) == 0 })
        else { throw Self.malformed("the sizes of its blocks") }
    }

    /// Source: 7.3.4.
    private mutating func skipScalingLists() {
        for size in 0..<4 {
            for _ in stride(from: 0, to: 6, by: size == 3 ? 3 : 1) {
                guard bits.flag() else {
                    _ = bits.golomb()
                    continue
                }
                let count = min(64, 1 << (4 + size * 2))
                for _ in 0..<count + (size > 1 ? 1 : 0) { _ = bits.golomb() }
            }
        }
    }

    /// Source: 7.3.7.
    private mutating func skipReferenceSets() -> Bool {
        let count = bits.golomb()
        guard count <= 64 else { return false }
        var pictures: [Int] = []
        for index in 0..<count {
            guard let next = skipReferenceSet(index, previous: pictures.last ?? 0) else { return false }
            pictures.append(next)
        }
        return true
    }

    /// How many pictures the set has; nil where it makes no sense.
    private mutating func skipReferenceSet(_ index: Int, previous: Int) -> Int? {
        if index > 0, bits.flag() {
            bits.skip(1)
            _ = bits.golomb()
            var used = 0
            for _ in 0...previous {
                let isUsed = bits.flag()
                if isUsed || bits.flag() { used += 1 }
            }
            return used
        }
        let (negative, positive) = (bits.golomb(), bits.golomb())
        guard negative <= 16, positive <= 16 else { return nil }
        for _ in 0..<negative + positive {
            _ = bits.golomb()
            bits.skip(1)
        }
        return negative + positive
    }

    private mutating func readMeaning() -> HEIFCodePoints? {
        if bits.flag(), bits.bits(8) == 255 { bits.skip(32) }
        if bits.flag() { bits.skip(1) }
        guard bits.flag() else { return nil }
        bits.skip(3)
        var meaning = HEIFCodePoints(isFullRange: bits.flag())
        if bits.flag() {
            (meaning.primaries, meaning.transfer, meaning.matrix) = (bits.bits(8), bits.bits(8), bits.bits(8))
        }
        return bits.isExhausted ? nil : meaning
    }
}
#endif
