#if HEIF
/// What the parameter sets of a coded picture say, read before any decoder sees them.
package struct HEIFStream: Sendable, Hashable {
    package var size: PixelSize
    /// The largest that it permits itself; more than `size` for pictures in layers.
    package var maximumSize: PixelSize
    package var chroma: HEIFChroma
    /// Bits a sample.
    package var depth: Int
    /// What it says of colour; nil where it says nothing.
    package var meaning: HEIFCodePoints?
}

/// How many samples of chroma there are.
package enum HEIFChroma: Int, Sendable, Hashable {
    case none = 0
    case half = 1
    case halfWidth = 2
    case full = 3

    package var name: String {
        switch self {
        case .none: "4:0:0"
        case .half: "4:2:0"
        case .halfWidth: "4:2:2"
        case .full: "4:4:4"
        }
    }

    /// Samples of all planes for two by two pixels.
    var samplesOfFour: Int { [4, 6, 8, 12][rawValue] }
}

/// Primaries, transfer, matrix and range as ITU-T H.273 numbers them; 2 is unspecified.
package struct HEIFCodePoints: Sendable, Hashable {
    package var primaries = 2
    package var transfer = 2
    package var matrix = 2
    package var isFullRange = false
}
#endif
