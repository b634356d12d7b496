#if TIFF
extension TIFFParser {
    /// - Throws: `unsupported` for samples that no PNG or JPEG stands in for, `malformed` for what does not go together.
    func samples(_ file: Span<UInt8>, _ compression: TIFFCompression) throws(ImagePrepError) -> TIFFStructure.Samples {
        let isJPEG = compression == .jpeg || compression == .oldJPEG
        let meaning = try self.meaning(file)
        let count = directory.integer(file, 277) ?? (isJPEG && meaning == .yCbCr ? 3 : 1)
        // libtiff takes JPEG that does not say for 8 bits.
        let bits = try self.bits(file, count: count, unsaid: compression == .oldJPEG ? 8 : 1)
        guard count >= meaning.channels, count <= 64 else {
            throw .malformed("a TIFF of \(count) samples a pixel, where its kind has \(meaning.channels)")
        }
        let planar = count > 1 && directory.integer(file, 284) == 2
        if planar, meaning == .yCbCr || compression == .oldJPEG {
            throw .unsupported(feature: "A TIFF of YCbCr in separate planes", advice: Self.advice)
        }
        var samples = TIFFStructure.Samples(
            bits: bits, count: count, meaning: meaning, alpha: alpha(file, meaning, count), isPlanar: planar,
            isBitReversed: directory.integer(file, 266) == 2)
        if isJPEG || meaning == .yCbCr, bits != 8 {
            throw .unsupported(feature: "A TIFF of YCbCr or JPEG of \(bits) bits", advice: Self.advice)
        }
        if compression == .oldJPEG { samples.alpha = nil }
        if meaning == .palette { samples.palette = try palette(file, bits) }
        return samples
    }

    private func meaning(_ file: Span<UInt8>) throws(ImagePrepError) -> TIFFStructure.Meaning {
        guard let code = directory.integer(file, 262) else {
            throw .malformed("a TIFF that does not say what its samples mean (tag 262)")
        }
        if code == 5, let inks = directory.integer(file, 332), inks != 1 {
            throw .unsupported(feature: "A TIFF of other inks than CMYK", advice: Self.advice)
        }
        if let meaning = TIFFStructure.Meaning(rawValue: code), meaning.channels > 0 { return meaning }
        let name = Self.refusedMeanings[code] ?? "photometric interpretation \(code)"
        throw .unsupported(feature: "A TIFF of \(name)", advice: Self.advice)
    }

    private static let refusedMeanings = [
        4: "a transparency mask", 8: "CIELab", 9: "ICCLab", 10: "ITULab", 32844: "LogL", 32845: "LogLuv",
        51177: "depths",
    ]

    private func bits(_ file: Span<UInt8>, count: Int, unsaid: Int) throws(ImagePrepError) -> Int {
        let all = directory.integers(file, 258, most: 64) ?? [unsaid]
        let kinds = directory.integers(file, 339, most: 64) ?? [1]
        guard kinds.allSatisfy({ $0 == 1 || $0 == 4 }) else {
            throw .unsupported(feature: "A TIFF of signed or floating-point samples", advice: Self.advice)
        }
        guard let bits = all.first, all.allSatisfy({ $0 == bits }) else {
            throw .unsupported(feature: "A TIFF whose samples have different numbers of bits", advice: Self.advice)
        }
        guard (1...16).contains(bits) else {
            guard bits > 16, bits <= 64 else { throw .malformed("a TIFF of \(bits) bits a sample") }
            throw .unsupported(feature: "A TIFF of \(bits) bits a sample", advice: Self.advice)
        }
        return bits
    }

    /// The first of the further samples that is said to be alpha. A fourth sample of RGB of which nothing is said is alpha too, as
    /// readers have it.
    private func alpha(_ file: Span<UInt8>, _ meaning: TIFFStructure.Meaning, _ count: Int) -> TIFFStructure.Alpha? {
        guard meaning != .cmyk, meaning != .yCbCr, count > meaning.channels else { return nil }
        guard let kinds = directory.integers(file, 338, most: 64) else {
            return meaning == .rgb && count == 4 ? TIFFStructure.Alpha(index: 3, isAssociated: false) : nil
        }
        guard let index = kinds.prefix(count - meaning.channels).firstIndex(where: { $0 == 1 || $0 == 2 }) else {
            return nil
        }
        return TIFFStructure.Alpha(index: meaning.channels + index, isAssociated: kinds[index] == 1)
    }

    /// All reds, all greens, all blues, of 16 bits; of 8 where no number is larger.
    private func palette(_ file: Span<UInt8>, _ bits: Int) throws(ImagePrepError) -> [UInt8] {
        guard bits <= 8 else {
            throw .unsupported(feature: "A TIFF with a palette of \(bits) bits", advice: Self.advice)
        }
        let entries = 1 << bits
        guard let numbers = directory.integers(file, 320, most: 3 * entries), numbers.count == 3 * entries else {
            throw .malformed("a TIFF of \(bits) bits without a palette of \(entries) entries")
        }
        let shift = numbers.contains { $0 > 255 } ? 8 : 0
        return (0..<entries).flatMap { entry in
            (0..<3).map { UInt8(truncatingIfNeeded: numbers[$0 * entries + entry] >> shift) }
        }
    }
}
#endif
