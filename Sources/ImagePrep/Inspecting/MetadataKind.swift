/// Everything that can be in a file beside the image, by the name that receipts use.
public enum MetadataKind: String, Sendable, Hashable, CaseIterable {
    case exif, xmp, extendedXMP, iptc, mpf, jfifThumbnail, jfxx, comment, ducky, adobeExtra, gainMap
    case iccProfile, colorChunk, flashpix, application, unusedTable, fillBytes
    case text, time, physicalDimensions, significantBits, background, histogram, suggestedPalette, animation
    case thumbnail, depthMap, auxiliaryImage, otherImage
    case privateChunk, hiddenInImageData, motionPhoto, trailer, afcp, fotoStation, unknown
}

/// One piece of metadata as it lies in the file.
public struct MetadataItem: Sendable, Hashable {
    /// What it is.
    public var kind: MetadataKind
    /// All bytes of it, markers, lengths and checksums included.
    public var byteCount: Int
    /// A few words more where they help, such as the maker of an APPn segment or the keyword of a text chunk.
    public var detail: String

    package init(kind: MetadataKind, byteCount: Int, detail: String = "") {
        self.kind = kind
        self.byteCount = byteCount
        self.detail = detail
    }
}
