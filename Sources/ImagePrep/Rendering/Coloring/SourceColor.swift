/// What the samples of an image mean in colour, once its profile has been read.
package enum SourceColor: Sendable, Hashable {
    /// The file says nothing: sRGB is meant, or plain CMYK where the samples are CMYK.
    case untagged
    /// sRGB, by name or by a profile that does the same.
    case srgb
    /// An RGB space of curves and a matrix.
    case matrix(MatrixShaperProfile)
    /// Gray samples with a curve of their own.
    case gray(ToneCurve, name: String)
    /// A profile that takes Little CMS: lookup tables, or CMYK.
    case lut(ICCProfile)
    /// High dynamic range, which has to be tone mapped.
    case highDynamicRange(HighDynamicRange)
    /// A profile that cannot be used, for this reason; the image is taken as untagged.
    case broken(String)
}

extension SourceColor {
    /// Whether the samples already are what a reader without colour management takes them for, provided they are not CMYK.
    package var isPlain: Bool {
        switch self {
        case .untagged, .srgb, .broken: true
        case .matrix, .gray, .lut, .highDynamicRange: false
        }
    }

    /// The name of the space for receipts, such as "Display P3"; nil where nothing was said.
    package var name: String? {
        switch self {
        case .untagged, .broken: nil
        case .srgb: "sRGB"
        case .matrix(let profile): profile.name
        case .gray(_, let name): name
        case .lut(let profile): profile.name
        case .highDynamicRange(let range): range.name
        }
    }

    /// By what it does: a profile whose conversion to sRGB would change no sample visibly counts as sRGB.
    static func matrixOrSRGB(_ profile: MatrixShaperProfile) -> SourceColor {
        profile.largestDifferenceFromSRGB <= visibleDifference ? .srgb : .matrix(profile)
    }

    /// As `matrixOrSRGB`, for gray samples.
    static func grayOrSRGB(_ curve: ToneCurve, name: String) -> SourceColor {
        curve.largestDifferenceFromSRGB <= visibleDifference ? .srgb : .gray(curve, name: name)
    }

    /// In levels of 8 bits.
    static let visibleDifference = 1.5
}

extension ToneCurve {
    /// Black point compensation for gray samples: the darkest becomes 0.
    package func withBlackAtZero(_ sample: Double) -> Double {
        let black = min(self(0), 0.184_186_5)
        return max(0, (self(sample) - black) / (1 - black))
    }

    /// The largest difference that conversion to sRGB's curve would make, in levels of 8 bits.
    package var largestDifferenceFromSRGB: Double {
        (0...255).reduce(0) { largest, level in
            let sample = Double(level) / 255
            return max(largest, abs(MatrixShaperProfile.encodeSRGB(withBlackAtZero(sample)) - sample) * 255)
        }
    }
}
