/// The profile that a header of 124 bytes has, embedded or only named.
struct BMPProfile {
    /// As far as it lies in the file.
    let range: Range<Int>
    /// Whether all of it does.
    let isWhole: Bool
    /// Whether it is the path of a file, which is never followed.
    let isLinked: Bool

    /// nil if there is none.
    init?(_ file: Span<UInt8>, _ header: BMPHeader) {
        guard header.byteCount == 124, let offset = file.littleEndian32(at: 126),
            let size = file.littleEndian32(at: 130)
        else { return nil }
        isLinked = file.hasBytes("KNIL", at: 70)
        guard isLinked || file.hasBytes("DEBM", at: 70) else { return nil }
        // Within the headers there is no profile.
        let start = offset >= header.byteCount ? min(file.count, BMPHeader.fileHeaderBytes + offset) : file.count
        range = start..<min(file.count, start + size)
        isWhole = range.count == size && size > 0
    }
}

extension ProfileReader {
    /// The color space of a header of 108 or 124 bytes: sRGB by name, an embedded profile, or primaries and gamma, which are
    /// ignored unless the caller honors them, as PNG's are.
    func read(_ file: Span<UInt8>, _ header: BMPHeader) throws(ImagePrepError) -> ProfileReading {
        guard header.byteCount >= 108 else { return ProfileReading() }
        if let profile = BMPProfile(file, header) { return try read(file, profile) }
        if file.hasBytes("BGRs", at: 70) { return ProfileReading(.srgb) }
        return file.littleEndian32(at: 70) == 0 ? readPrimaries(file) : ProfileReading()
    }

    private func read(_ file: Span<UInt8>, _ profile: BMPProfile) throws(ImagePrepError) -> ProfileReading {
        guard !profile.isLinked else {
            return ProfileReading(warnings: ["It names a color profile in another file, which is not looked for."])
        }
        guard profile.isWhole else {
            return ProfileReading(brokenProfile: "it lies within the headers or beyond the end of the file")
        }
        guard profile.range.count <= limits.metadataBytes else {
            return ProfileReading(brokenProfile: "it has more than \(limits.metadataBytes.formattedByteCount)")
        }
        let bytes = profile.range.map { file[$0] }
        return ProfileReading(iccProfile: bytes, try color(of: bytes, for: .rgb))
    }

    private func readPrimaries(_ file: Span<UInt8>) -> ProfileReading {
        guard let color = BMPPrimaries(file)?.color, !color.isPlain else { return ProfileReading() }
        var reading = ProfileReading(colorByGamma: color)
        reading.gammaWarning =
            "\(BMPPrimaries.displayName) far from sRGB; as most decoders do, they are ignored unless honored."
        return reading
    }
}

/// What a header says of the colors in numbers: XYZ of red, green and blue, and a gamma each.
private struct BMPPrimaries {
    let color: SourceColor?
    static let displayName = "primaries and gamma of the header"

    /// nil if the header says nothing or what makes no sense.
    init?(_ file: Span<UInt8>) {
        // Two bits before the point and 30 behind it; 16 and 16.
        let corners: [Double] = (0..<9).map { Double(file.littleEndian32(at: 74 + 4 * $0) ?? 0) / 0x4000_0000 }
        let gammas: [Double] = (0..<3).map { Double(file.littleEndian32(at: 110 + 4 * $0) ?? 0) / 0x1_0000 }
        guard gammas.allSatisfy({ (0.1...10).contains($0) }) else { return nil }
        let points = (0..<3).map { Self.point(corners[3 * $0], corners[3 * $0 + 1], corners[3 * $0 + 2]) }
        // The three corners add up to white.
        var sums = [0.0, 0, 0]
        for (index, value) in corners.enumerated() { sums[index % 3] += value }
        let white = Self.point(sums[0], sums[1], sums[2])
        let primaries = RGBPrimaries(red: points[0], green: points[1], blue: points[2], white: white)
        guard let matrix = primaries.matrixToConnectionSpace else { return nil }
        let curves = [3 of ToneCurve] { abs(gammas[$0] - 2.2) < 0.022 ? .srgb : .gamma(gammas[$0]) }
        color = .matrixOrSRGB(MatrixShaperProfile(curves: curves, matrix: matrix, name: Self.displayName))
    }

    private static func point(_ x: Double, _ y: Double, _ z: Double) -> RGBPrimaries.Chromaticity {
        let sum = x + y + z
        return sum > 0 ? RGBPrimaries.Chromaticity(x / sum, y / sum) : RGBPrimaries.Chromaticity(0, 0)
    }
}
