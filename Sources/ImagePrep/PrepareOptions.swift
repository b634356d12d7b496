/// Everything a caller may choose. The defaults are those of the Clarifai Predict API.
///
/// Options such as quality or filter act where an image has to be rendered; they never cause a render by themselves.
public struct PrepareOptions: Sendable, Hashable {
    /// The output is *smaller* than this many bytes. Default: 20,000,000.
    public var maxBytes = 20_000_000
    /// The output has at most this many pixels. Default: 85,000,000.
    public var maxPixels = 85_000_000
    /// The longer side of the output has at most this many pixels. Default: no limit.
    public var maxDimension: Int?
    /// At most this many squares of 32 x 32 pixels cover the output, begun ones counted whole. Default: no limit.
    public var maxPatches: Int?
    /// The shorter side must have at least this many pixels: an error where it has fewer, as we never enlarge. Default: none.
    public var minDimension: Int?
    /// The shorter side below which the output has a warning, as its reader makes little of it. Default: none.
    public var readableDimension: Int?
    /// The lowest JPEG quality that a byte budget may force. Default: 50.
    public var minQuality = 50
    /// Default: `.auto`, the input's own unless the budget forces a PNG to become a JPEG.
    public var format = OutputFormat.auto
    /// JPEG quality 1...100 of a render. Default: the source's own tables at its own size, otherwise 90 or the source's if lower.
    public var quality: Int?
    /// Chroma subsampling of a rendered JPEG. Default: `.keep`.
    public var subsampling = Subsampling.keep
    /// Whether a rendered JPEG is progressive. Default: false.
    public var progressive = false
    /// Default: `.lanczos3`.
    public var filter = ResizeFilter.lanczos3
    /// Default: `.srgb`.
    public var color = ColorPolicy.srgb
    /// Default: `.ignore`.
    public var gamma = GammaPolicy.ignore
    /// Default: `.map`.
    public var highDynamicRange = HighDynamicRangePolicy.map
    /// What is behind transparent pixels where the output has no alpha. Default: white.
    public var background = BackgroundColor.white
    /// Default: `.exact`.
    public var edges = EdgePolicy.exact
    /// Default: `.refuse`.
    public var truncated = TruncationPolicy.refuse
    /// Default: `.container`.
    public var inputCheck = InputCheck.container
    /// What an input may cost.
    public var inputLimits = InputLimits()

    /// The defaults.
    public init() {}

    /// Which format is written.
    public enum OutputFormat: String, Sendable, Hashable, CaseIterable {
        case auto, jpeg, png
    }

    /// How much less chroma than luma a rendered JPEG holds.
    public enum Subsampling: String, Sendable, Hashable, CaseIterable {
        /// As the source has it; 4:4:4 where the source is a PNG.
        case keep
        case yuv444 = "444"
        case yuv422 = "422"
        case yuv420 = "420"
    }

    /// What happens to colour.
    public enum ColorPolicy: String, Sendable, Hashable, CaseIterable {
        /// The output is sRGB and needs no profile to look as the input does.
        case srgb
        /// The pixels stay as they are and the profile travels along.
        case keep
    }

    /// What happens to PQ and HLG, which no picture of standard range can show as they are.
    public enum HighDynamicRangePolicy: String, Sendable, Hashable, CaseIterable {
        /// Light is rolled off by ITU-R BT.2390 so that the peak becomes white; the receipt says so.
        case map
        /// An error, whatever the color policy.
        case refuse
    }

    /// What PNG's gAMA and cHRM mean where there is no profile.
    public enum GammaPolicy: String, Sendable, Hashable, CaseIterable {
        case ignore, honor
    }

    /// What happens to partial blocks at an edge that a lossless turn cannot move.
    public enum EdgePolicy: String, Sendable, Hashable, CaseIterable {
        /// Every pixel is kept; the image is rendered where blocks cannot be moved.
        case exact
        /// Up to one MCU of pixels at that edge is given up for a lossless turn.
        case trim
    }

    /// What happens to an input that ends before its image does.
    public enum TruncationPolicy: String, Sendable, Hashable, CaseIterable {
        /// An error that says how much is missing.
        case refuse
        /// What is there is rendered, and the receipt says so.
        case render
    }

    /// How closely a JPEG is looked at whose image data is copied as it stands.
    public enum InputCheck: String, Sendable, Hashable, CaseIterable {
        /// Its markers: whether the end is there, restart markers fit, and each scan has the bits that its blocks take at
        /// least. Rows that are missing before an end marker may go unnoticed.
        case container
        /// Its scans are decoded too, to coefficients, which takes about as long as turning them: what is missing is found,
        /// and refused or rendered as `truncated` says; bytes that belong to no block are found and left behind.
        case imageData = "image-data"
    }

    /// An opaque 8-bit sRGB colour.
    public struct BackgroundColor: Sendable, Hashable {
        /// 0...255.
        public var red: UInt8
        /// 0...255.
        public var green: UInt8
        /// 0...255.
        public var blue: UInt8

        /// A colour by its three samples.
        public init(red: UInt8, green: UInt8, blue: UInt8) {
            self.red = red
            self.green = green
            self.blue = blue
        }

        /// The default.
        public static let white = BackgroundColor(red: 255, green: 255, blue: 255)
    }
}

/// The kernel that a resize convolves with, widened by the reduction factor.
public enum ResizeFilter: String, Sendable, Hashable, CaseIterable {
    /// Windowed sinc, 6 source pixels wide at factor 1. The sharpest, and the default.
    case lanczos3
    /// Cubic with B = 0, C = 1/2, 4 source pixels wide at factor 1.
    case catmullRom = "catmull-rom"
    /// Triangle, 2 source pixels wide at factor 1.
    case bilinear
    /// Mean of the covered pixels.
    case box
}
