/// What a file is by its first bytes; its name does not count.
package enum FileSignature: Sendable, Hashable {
    /// A format with a room in this build.
    case format(ImageFormat)
    /// A format that we know and do not read, and what its owner can do.
    case refused(name: String, advice: String)
    case unknown

    /// How many bytes are enough to tell.
    package static let byteCount = 32

    package init(of bytes: Span<UInt8>) {
        if let room = FormatRegistry.room(for: bytes) {
            self = .format(room.descriptor.format)
        } else {
            self = FileSignature.refusedFormat(bytes) ?? .unknown
        }
    }

    private static func refusedFormat(_ bytes: Span<UInt8>) -> FileSignature? {
        if bytes.count >= 12, bytes.hasBytes("ftyp", at: 4) { return isoMedia(bytes) }
        if bytes.hasBytes("RIFF", at: 0), bytes.hasBytes("WEBP", at: 8) { return asJPEG("WebP") }
        if bytes.hasBytes("GIF8", at: 0) { return asPNG("GIF") }
        if bytes.hasBytes("II*\0", at: 0) || bytes.hasBytes("MM\0*", at: 0) {
            return asPNG("TIFF (or a camera's raw file)")
        }
        if bytes.hasBytes("II+\0", at: 0) || bytes.hasBytes("MM\0+", at: 0) { return asPNG("BigTIFF") }
        if bytes.hasBytes("BM", at: 0), bytes.count >= 26, bytes.hasBytes("\0\0\0\0", at: 6) { return asPNG("BMP") }
        if bytes.hasBytes("8BPS", at: 0) { return asPNG("Photoshop") }
        if bytes.hasBytes("\0\0\0\u{0C}JXL ", at: 0) { return asJPEG("JPEG XL") }
        if bytes.hasBytes("\0\0\0\u{0C}jP  ", at: 0) { return asJPEG("JPEG 2000") }
        guard bytes.count >= 4, bytes[0] == 0xFF else { return nil }
        if bytes[1] == 0x0A { return asJPEG("JPEG XL") }
        return bytes[1] == 0x4F && bytes[2] == 0xFF && bytes[3] == 0x51 ? asJPEG("JPEG 2000") : nil
    }

    private static let video = FileSignature.refused(
        name: "A video or another ISO media file", advice: "extract a still image as JPEG or PNG first")

    /// Extensions of files of the formats that are known and refused.
    package static let refusedExtensions: Set<String> = [
        "avif", "bmp", "dng", "gif", "heic", "heif", "jp2", "jxl", "psd", "tif", "tiff", "webp",
    ]

    /// Extensions by which a file passes for an image that is known, read or refused.
    package static let imageExtensions = refusedExtensions.union(FormatRegistry.fileExtensions)

    /// Whether somebody who prepares a folder would miss it.
    package var isStillImage: Bool { self != .unknown && self != FileSignature.video }

    /// HEIC, AVIF and their kin are files of boxes; the brand says which.
    private static func isoMedia(_ bytes: Span<UInt8>) -> FileSignature? {
        for brand in ["avif", "avis"] as [StaticString] where bytes.hasBytes(brand, at: 8) { return asJPEG("AVIF") }
        for brand in ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "mif2"] as [StaticString]
        where bytes.hasBytes(brand, at: 8) {
            return .refused(
                name: "HEIC",
                advice: "export it as JPEG (on an iPhone: Settings, Camera, Formats, Most Compatible; "
                    + "elsewhere: heif-convert photo.heic photo.jpg)")
        }
        if bytes.hasBytes("crx ", at: 8) { return asJPEG("Canon's CR3 raw format") }
        return video
    }

    private static func asJPEG(_ name: String) -> FileSignature {
        .refused(name: name, advice: "convert it to JPEG or PNG first, with ImageMagick for instance")
    }

    private static func asPNG(_ name: String) -> FileSignature {
        .refused(name: name, advice: "convert it to PNG first, with ImageMagick for instance")
    }
}
