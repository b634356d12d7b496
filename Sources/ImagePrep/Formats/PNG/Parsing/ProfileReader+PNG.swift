extension ProfileReader {
    /// By PNG's order of precedence: cICP, iCCP, sRGB, then gAMA and cHRM. Source: PNG third edition, 4.3.
    package func read(
        _ input: Span<UInt8>, _ structure: PNGStructure, _ model: ColorModel
    ) throws(ImagePrepError) -> ProfileReading {
        guard let cicp = structure.cicp else { return try readBesidesCICP(input, structure, model) }
        if let color = Self.color(codes: cicp, in: input, for: model) {
            guard case .highDynamicRange(let range) = color else { return ProfileReading(color) }
            let peak = structure.peakLuminance(input)
            return ProfileReading(.highDynamicRange(HighDynamicRange(range.transfer, range.primaries, peak: peak)))
        }
        var reading = try readBesidesCICP(input, structure, model)
        let codes = cicp.map { String(input[$0]) }.joined(separator: "-")
        reading.warnings.append("The colour space \(codes) of the cICP chunk is not known and is ignored.")
        return reading
    }

    private func readBesidesCICP(
        _ input: Span<UInt8>, _ structure: PNGStructure, _ model: ColorModel
    ) throws(ImagePrepError) -> ProfileReading {
        if let chunk = structure.iccProfile { return try readICCP(input, chunk, model) }
        if structure.chunks.contains(where: { $0.type == .iccp && !$0.isCRCValid }) {
            return ProfileReading(brokenProfile: "the CRC of its chunk is wrong")
        }
        if structure.hasSRGBChunk { return ProfileReading(.srgb) }
        return readGamma(structure, model)
    }

    private func readICCP(
        _ input: Span<UInt8>, _ chunk: Range<Int>, _ model: ColorModel
    ) throws(ImagePrepError) -> ProfileReading {
        let profile: [UInt8]
        do throws(ProfileFault) {
            profile = try PNGProfileChunk(input, chunk, limit: limits.metadataBytes).bytes
        } catch {
            if error.isWantOfMemory { throw .outOfMemory(error.reason) }
            return ProfileReading(brokenProfile: error.reason)
        }
        return ProfileReading(iccProfile: profile, try color(of: profile, for: model))
    }

    /// gAMA and cHRM are ignored unless the caller honours them, as most decoders ignore them; where they are far from
    /// sRGB somebody should know.
    private func readGamma(_ structure: PNGStructure, _ model: ColorModel) -> ProfileReading {
        guard let stored = PNGGamma(structure) else {
            guard let gamma = structure.gamma else { return ProfileReading() }
            return ProfileReading(warnings: ["A gamma of \(gamma) in 100,000 makes no sense and is ignored."])
        }
        guard let color = stored.color(for: model), !color.isPlain else { return ProfileReading() }
        var reading = ProfileReading(colorByGamma: color)
        reading.gammaWarning =
            "\(stored.displayName) far from sRGB; as most decoders do, they are ignored unless honoured."
        return reading
    }
}

/// The colour that PNG's gAMA and cHRM describe.
struct PNGGamma {
    /// Of the file: the exponent from light to sample, about 0.45455 for sRGB; nil where gAMA is absent.
    let gamma: Double?
    let primaries: RGBPrimaries?

    /// What gAMA makes sense with, times 100,000.
    static let sensible = 1_000...1_000_000

    /// nil where neither chunk is there or both make no sense.
    init?(_ structure: PNGStructure) {
        gamma = structure.gamma.flatMap { Self.sensible.contains($0) ? Double($0) / 100_000 : nil }
        let xy = structure.chromaticities.map { Double($0) / 100_000 }
        func point(_ index: Int) -> RGBPrimaries.Chromaticity { .init(xy[2 * index], xy[2 * index + 1]) }
        primaries =
            xy.count == 8 ? RGBPrimaries(red: point(1), green: point(2), blue: point(3), white: point(0)) : nil
        guard gamma != nil || primaries != nil else { return nil }
    }

    /// Within a hundredth of 1/2.2 the chunk is what writers put beside sRGB, and sRGB's own curve is meant.
    private var curve: ToneCurve {
        guard let gamma, abs(gamma * 2.2 - 1) > 0.01 else { return .srgb }
        return .gamma(1 / gamma)
    }

    func color(for model: ColorModel) -> SourceColor? {
        guard model != .gray, model != .grayAlpha else { return .grayOrSRGB(curve, name: displayName) }
        return MatrixShaperProfile(primaries ?? .srgb, curve: curve, name: displayName).map { .matrixOrSRGB($0) }
    }

    var displayName: String {
        let gamma = gamma.map { "gamma \($0)" }
        return [gamma, primaries.map { _ in "chromaticities" }].compactMap(\.self).joined(separator: " and ")
    }
}

extension PNGStructure {
    /// The brightest light of the content, or else of the display that it was made on, in cd/m2: both count in 10,000ths.
    fileprivate func peakLuminance(_ input: Span<UInt8>) -> Double? {
        for (type, offset, byteCount) in [(ChunkType.clli, 0, 8), (.mdcv, 16, 24)] {
            guard let chunk = chunks.first(where: { $0.type == type && $0.isCRCValid }), chunk.data.count == byteCount,
                let units = input.bigEndian32(at: chunk.data.lowerBound + offset), units > 0
            else { continue }
            return Double(units) / 10_000
        }
        return nil
    }
}
