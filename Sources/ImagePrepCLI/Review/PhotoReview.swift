internal import ImagePrep

/// What the review page shows of an input and the receipt does not tell.
struct PhotoReview: Sendable {
    /// Nil if the input could not be read so far.
    var storedSize: PixelSize?
    /// Nil if the input could not be read so far.
    var orientation: Orientation?
    /// Of what the metadata tells, by kind and never by value.
    var privateKinds: [PrivateKind] = []
    /// A JPEG that a browser shows as the input is stored; nil if it would show the output's pixels, or none could be made.
    var before: [UInt8]?
    /// A JPEG of the output; nil if there is no output.
    var after: [UInt8]?
    /// Whether the output has the very samples of the input, so that one picture stands for both.
    var isSamePicture = false
    /// What looking took, which is no part of preparing.
    var duration = Duration.zero
}

/// What of metadata its owner may not want to give away.
enum PrivateKind: String, Sendable, CaseIterable {
    case gps, serialNumber, person, makerNote

    /// Exif is read by its tags; XMP is searched for the names of its properties, which a packet that is compressed hides.
    static func found(in inspection: Inspection, of bytes: [UInt8]) -> [PrivateKind] {
        let exif = inspection.exifSummary(of: bytes.span)
        let hasXMP = inspection.metadata.contains { [.xmp, .extendedXMP, .text].contains($0.kind) }
        return allCases.filter { kind in
            exif.map(kind.isTold) == true || hasXMP && kind.properties.contains { bytes.contains(word: $0) }
        }
    }

    private func isTold(by exif: ExifSummary) -> Bool {
        switch self {
        case .gps: exif.hasGPS
        case .serialNumber: exif.hasSerialNumber
        case .person: exif.hasPerson
        case .makerNote: exif.hasMakerNote
        }
    }

    /// Of XMP. Source: Exif 2.32 metadata for XMP (CIPA DC-010), and Adobe's auxiliary properties.
    private var properties: [String] {
        switch self {
        case .gps: ["GPSLatitude", "GPSLongitude", "GPSPosition"]
        case .serialNumber: ["SerialNumber"]
        case .person: ["CameraOwnerName", "aux:OwnerName"]
        case .makerNote: []
        }
    }
}
