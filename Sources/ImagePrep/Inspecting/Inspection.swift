/// What is in a file, from one walk over its segments or chunks; no pixels were decoded.
public struct Inspection: Sendable {
    /// Bytes of the whole file.
    public var byteCount: Int
    /// The size as stored, before orientation.
    public var storedSize: PixelSize
    /// What Exif says; `.upright` where there is none or it does not parse.
    public var orientation: Orientation
    /// Where the orientation stood, such as "Exif" or "eXIf chunk"; nil where there is none.
    public var orientationSource: String?
    /// Bits a sample.
    public var bitDepth: Int
    /// What the stored samples mean.
    public var colorModel: ColorModel
    /// What the file says of its colour space.
    public var profile: EmbeddedProfile
    /// Everything beside the image, in file order.
    public var metadata: [MetadataItem]
    /// What was odd but did not hinder, in words.
    public var warnings: [String]
    /// What depends on the format.
    package var file: any ImageFile
    /// What the samples mean in colour, with all that a conversion needs.
    package var coloring = ProfileReading()

    /// By the file's signature.
    public var format: ImageFormat { file.format }

    /// How the image data is coded, for people, such as "progressive Huffman 2x2,1x1,1x1".
    public var codingDescription: String { file.codingDescription }

    /// The size once the orientation is applied.
    public var uprightSize: PixelSize { orientation.upright(storedSize) }
}

extension Inspection: Hashable {
    /// Whether both say the same, of a file of the same format.
    public static func == (one: Inspection, other: Inspection) -> Bool {
        one.byteCount == other.byteCount && one.storedSize == other.storedSize && one.orientation == other.orientation
            && one.orientationSource == other.orientationSource && one.bitDepth == other.bitDepth
            && one.colorModel == other.colorModel && one.profile == other.profile && one.metadata == other.metadata
            && one.warnings == other.warnings && one.coloring == other.coloring && one.file.isEqual(to: other.file)
    }

    /// Of what tells most files apart; equal inspections have equal hashes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(byteCount)
        hasher.combine(storedSize)
        hasher.combine(metadata)
    }
}

/// What the stored samples mean.
public enum ColorModel: String, Sendable, Hashable, CaseIterable {
    case gray, grayAlpha, rgb, rgba, palette, yCbCr, cmyk, ycck
}

/// What a file says of the colour space of its samples.
public enum EmbeddedProfile: Sendable, Hashable {
    /// Nothing: sRGB is meant.
    case none
    /// An sRGB chunk, or a profile that is equivalent to sRGB by its primaries and curves.
    case srgb
    /// A profile that is not sRGB.
    case icc(description: String, byteCount: Int)
    /// PNG's cICP, or Exif's and the Interop tag's Adobe RGB: a colour space by name.
    case named(String)
    /// A profile that cannot be used; the image is taken as untagged.
    case broken(String)
}
