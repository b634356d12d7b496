extension PlanReason: CustomStringConvertible {
    /// As it stands in a sentence, with the numbers in it.
    package var description: String {
        switch self {
        case .nothingToDo: "upright, clean and under the limits: nothing to do"
        case .metadata(let kinds, let byteCount):
            "upright, but carries \(kinds.metadataDescription(byteCount))"
        case .surplus(let byteCount): "upright, but \(byteCount.formattedByteCount) of it had to go or to be added"
        case .overMaxDimension(let side, let limit):
            "its longer side of \(side.formatted) pixels is over the limit of \(limit.formatted)"
        case .overMaxPixels(let count, let limit):
            "its \(count.formatted) pixels are over the limit of \(limit.formatted)"
        case .overMaxPatches(let count, let limit):
            "its \(count.formatted) patches of 32 x 32 pixels are over the limit of \(limit.formatted)"
        case .formatChange(let from, let to): "it is a \(from.displayName) and is to be a \(to.displayName)"
        case .colorConversion(let name): "its colours are \(name) and have to be converted to sRGB"
        case .unclean(let warning): "its image data is not clean (\(warning)): its blocks are recoded exactly"
        case .truncated(let description): description
        case .special(let special): special.reason.description
        case .overBudget(let byteCount, let maxBytes):
            "its image alone takes \(byteCount.formattedByteCount), and fewer than \(maxBytes.formatted) are allowed"
        case .recodeOverBudget, .fittedToBudget, .smallerPNG, .becameJPEG:
            additionDescription
        }
    }

    private var additionDescription: String {
        switch self {
        case .recodeOverBudget(let smallest, let maxBytes):
            "recoded losslessly it takes \(smallest.formatted) bytes or more, and fewer than "
                + "\(maxBytes.formatted) are allowed"
        case .fittedToBudget(let size, let quality, _): "\(size)\(quality.map { " at quality \($0)" } ?? "")"
        case .smallerPNG(let why, let maxBytes):
            "smaller, as \(why.displayName) and fewer than \(maxBytes.formatted) bytes are allowed"
        case .becameJPEG(let smallest, let maxBytes):
            "JPEG, as a PNG that keeps every pixel, written anew, has \(smallest.formattedByteCount) and fewer than "
                + "\(maxBytes.formatted) are allowed"
        default: ""
        }
    }
}

extension [MetadataKind] {
    /// Such as "41,203 bytes of metadata (Exif, XMP, trailer)".
    func metadataDescription(_ byteCount: Int) -> String {
        "\(byteCount.formattedByteCount) of metadata (\(map(\.displayName).joined(separator: ", ")))"
    }
}

extension Orientation {
    /// Such as "orientation 6 (rotate by 90 degrees)".
    var inSentence: String { "orientation \(rawValue) (\(displayName))" }
}

extension PlanReason.NoJPEG {
    fileprivate var displayName: String {
        switch self {
        case .pngAskedFor: "PNG is asked for"
        case .noneFits: "no JPEG is small enough"
        case .transparent: "its pixels are transparent"
        }
    }
}
