internal import ImagePrep

/// An Exif segment that has nothing in it but an orientation.
///
/// Our pictures are upright. With the inverse of the input's orientation a browser shows one as the input is stored, and with
/// `image-orientation: none` upright, so that one picture serves the card and the comparison.
enum OrientationNote {
    static let byteCount = 36

    /// The JPEG with the segment behind its first marker; the same JPEG if there is nothing to say.
    static func added(to jpeg: [UInt8], _ orientation: Orientation) -> [UInt8] {
        guard orientation != .upright else { return jpeg }
        return jpeg.prefix(2) + segment(orientation) + jpeg.dropFirst(2)
    }

    /// APP1 with a big-endian TIFF structure of one entry. Source: Exif 2.32, section 4.5; TIFF 6.0, section 2.
    private static func segment(_ orientation: Orientation) -> [UInt8] {
        let header: [UInt8] = [0xFF, 0xE1, 0, UInt8(byteCount - 2)] + Array("Exif".utf8) + [0, 0]
        let start = Array("MM".utf8) + [0, 42, 0, 0, 0, 8]
        // One entry: tag 0x0112, SHORT, one value, which is followed by two bytes that fill its four; no further directory.
        let entry: [UInt8] = [0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation.rawValue, 0, 0]
        return header + start + entry + [0, 0, 0, 0]
    }
}
