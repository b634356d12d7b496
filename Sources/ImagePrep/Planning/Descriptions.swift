extension Int {
    /// With a comma between thousands, such as 41,203.
    package var formatted: String {
        let digits = String(magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return self < 0 ? "-" + text : text
    }

    /// As a count of bytes, such as "1 byte" or "41,203 bytes".
    package var formattedByteCount: String { self == 1 ? "1 byte" : "\(formatted) bytes" }
}

extension Orientation {
    /// What has to be done to the stored picture, such as "rotate by 90 degrees".
    package var displayName: String {
        switch self {
        case .upright: "upright"
        case .flipHorizontally: "flip horizontally"
        case .rotate180: "rotate by 180 degrees"
        case .flipVertically: "flip vertically"
        case .transpose: "transpose"
        case .rotate90: "rotate by 90 degrees"
        case .transverse: "transverse"
        case .rotate270: "rotate by 270 degrees"
        }
    }
}

extension MetadataKind {
    /// As it stands in a sentence.
    package var displayName: String {
        switch self {
        case .exif: "Exif"
        case .xmp: "XMP"
        case .extendedXMP: "extended XMP"
        case .iptc: "IPTC"
        case .mpf: "MPF"
        case .jfifThumbnail: "JFIF thumbnail"
        case .jfxx: "JFXX thumbnail"
        case .comment: "comment"
        case .ducky: "Ducky"
        case .adobeExtra: "bytes behind Adobe's"
        case .gainMap: "gain map"
        case .iccProfile: "ICC profile"
        case .colorChunk: "colour chunks"
        case .flashpix: "FlashPix"
        case .application: "maker segments"
        case .unusedTable: "unused tables"
        case .fillBytes: "fill bytes"
        case .text: "text"
        case .time: "time"
        case .physicalDimensions: "physical dimensions"
        case .significantBits: "significant bits"
        case .background: "background colour"
        case .histogram: "histogram"
        case .suggestedPalette: "suggested palette"
        case .animation: "animation"
        case .thumbnail: "thumbnail"
        case .depthMap: "depth map"
        case .auxiliaryImage: "auxiliary images"
        case .otherImage: "other images"
        case .privateChunk: "private chunks"
        case .hiddenInImageData: "bytes behind the image data"
        case .motionPhoto: "motion photo"
        case .trailer: "trailer"
        case .afcp: "AFCP trailer"
        case .fotoStation: "FotoStation trailer"
        case .unknown: "unknown bytes"
        }
    }
}
