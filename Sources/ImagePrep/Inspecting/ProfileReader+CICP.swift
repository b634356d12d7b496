/// A colour space by three code points and a range flag, as PNG's cICP chunk has them and the cicp tag of ICC profiles.
/// Sources: ITU-T H.273 (2024), tables 2 and 3; ICC.1:2022, 9.2.17 and 10.3.
extension ProfileReader {
    /// What the four bytes at `codes` mean; nil where they mean nothing to us, and what else the file says should count.
    static func color(codes: Range<Int>, in input: Span<UInt8>, for model: ColorModel) -> SourceColor? {
        guard codes.count == 4 else { return nil }
        let start = codes.lowerBound
        let (primaries, transfer) = (Int(input[start]), Int(input[start + 1]))
        if let range = highDynamicRange(primaries: primaries, transfer: transfer) { return .highDynamicRange(range) }
        // The samples are RGB, so the matrix coefficients must be those of the identity, and the range full.
        guard input[start + 2] == 0, input[start + 3] == 1 else { return nil }
        return color(primaries: primaries, transfer: transfer, for: model)
    }

    /// The same by the two codes alone, for samples that are RGB by now; nil for what is not known, PQ and HLG among it.
    static func color(primaries: Int, transfer: Int, for model: ColorModel) -> SourceColor? {
        guard let space = Self.primaries(primaries), let curve = Self.curve(transfer) else { return nil }
        if model == .gray || model == .grayAlpha { return .grayOrSRGB(curve.curve, name: curve.name) }
        let name = (primaries, transfer) == (12, 13) ? space.name : "\(space.name) with \(curve.name)"
        return MatrixShaperProfile(space.primaries, curve: curve.curve, name: name).map { .matrixOrSRGB($0) }
    }

    /// PQ or HLG; nil for any other transfer function. Primaries that say nothing count as those of BT.2020, with which both are defined.
    ///
    /// - Parameter peak: the brightest light that the file speaks of, in cd/m2.
    static func highDynamicRange(primaries code: Int, transfer: Int, peak: Double? = nil) -> HighDynamicRange? {
        guard transfer == 16 || transfer == 18 else { return nil }
        let primaries = Self.primaries(code)?.primaries ?? .rec2020
        return HighDynamicRange(transfer == 16 ? .pq : .hlg, primaries, peak: peak)
    }

    /// Nil for what no picture is in.
    static func primaries(_ code: Int) -> (primaries: RGBPrimaries, name: String)? {
        switch code {
        case 1: (.srgb, "BT.709")
        case 9: (.rec2020, "BT.2020")
        case 11: (.cinemaP3, "DCI-P3")
        case 12: (.displayP3, "Display P3")
        default: nil
        }
    }

    /// Nil for what no picture has, PQ and HLG among it.
    static func curve(_ code: Int) -> (curve: ToneCurve, name: String)? {
        switch code {
        case 1, 6, 14, 15: (.rec709, "the BT.709 transfer function")
        case 4: (.gamma(2.2), "gamma 2.2")
        case 5: (.gamma(2.8), "gamma 2.8")
        case 8: (.gamma(1), "linear light")
        case 13: (.srgb, "the sRGB transfer function")
        default: nil
        }
    }
}
