extension PlanReason: CustomStringConvertible {
    /// As it stands in a sentence, with the numbers in it.
    package var description: String {
        switch self {
        case .nothingToDo: "upright, clean and under the limits: nothing to do"
        case .metadata(let kinds, let byteCount):
            "upright, but carries \(kinds.metadataDescription(byteCount))"
        case .corrected(let first, let count, let kinds, let byteCount):
            "upright, but \(kinds.isEmpty ? "" : "carries \(kinds.metadataDescription(byteCount)), and ")\(count.formattedByteCount) of its "
                + "header had to be corrected: \(first.description)"
        case .surplus(let byteCount): "upright, but \(byteCount.formattedByteCount) of it had to go or to be added"
        case .overMaxDimension(let side, let limit):
            "its longer side of \(side.formatted) pixels is over the limit of \(limit.formatted)"
        case .overMaxPixels(let count, let limit):
            "its \(count.formatted) pixels are over the limit of \(limit.formatted)"
        case .overMaxPatches(let count, let limit):
            "its \(count.formatted) patches of 32 x 32 pixels are over the limit of \(limit.formatted)"
        case .formatChange(let from, let to): "it is a \(from.displayName) and \(to.displayName) is asked for"
        case .colorConversion(let name): "its colours are \(name) and have to be converted to sRGB"
        case .orientedPixels(let orientation):
            "\(orientation.inSentence), and the pixels of a PNG cannot be turned without decoding them"
        case .imageData(let check): check.fault?.description(of: check) ?? "its image data is whole"
        case .unclean(let warning): "its image data is not clean (\(warning)): its blocks are recoded exactly"
        case .uncodable(let description): "the blocks cannot be coded again (\(description)): new pixels are needed"
        case .truncated(let description): description
        case .componentMissing(let number, let count): "no scan has component \(number) of \(count)"
        case .overBudget(let byteCount, let maxBytes):
            "its image alone takes \(byteCount.formattedByteCount), and fewer than \(maxBytes.formatted) are allowed"
        case .blocksMoved, .blocksTrimmed, .blocksInexact: blockDescription
        case .recodeOverBudget, .recodeFits, .recodedHarder, .fittedToBudget, .smallerPNG, .becameJPEG:
            additionDescription
        }
    }

    private var blockDescription: String {
        switch self {
        case .blocksMoved(let causes, let moves):
            "\(causes): the blocks of \(moves.storedSize) are moved or recoded exactly"
        case .blocksTrimmed(let causes, let moves, let trimmed):
            "\(causes): \(moves.obstacle), and the caller gives up \(moves.storedSize) for \(trimmed)"
        case .blocksInexact(let causes, let moves): "\(causes): \(moves.obstacle)"
        default: ""
        }
    }

    private var additionDescription: String {
        switch self {
        case .recodeOverBudget(let smallest, let maxBytes):
            "recoded losslessly it takes \(smallest.formatted) bytes or more, and fewer than "
                + "\(maxBytes.formatted) are allowed"
        case .recodeFits(let coding): "its blocks fit \(coding.displayName)"
        case .recodedHarder(let coding, let maxBytes):
            "\(coding.displayName), as it has \(maxBytes) bytes or more without"
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

extension RecodeCauses: CustomStringConvertible {
    /// All of them, the orientation first.
    package var description: String {
        var parts = orientation == .upright ? [] : [orientation.inSentence]
        if isArithmetic { parts.append("it is arithmetic-coded, which few readers take") }
        return (parts + framing.map(\.description)).joined(separator: "; ")
    }
}

extension [MetadataKind] {
    /// Such as "41,203 bytes of metadata (Exif, XMP, trailer)".
    fileprivate func metadataDescription(_ byteCount: Int) -> String {
        "\(byteCount.formattedByteCount) of metadata (\(map(\.displayName).joined(separator: ", ")))"
    }
}

extension Orientation {
    /// Such as "orientation 6 (rotate by 90 degrees)".
    fileprivate var inSentence: String { "orientation \(rawValue) (\(displayName))" }
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

extension CoefficientCoding {
    fileprivate var displayName: String {
        switch self {
        case .standard: "coded with the standard's tables"
        case .optimal: "coded with tables made for it"
        case .progressive: "coded progressively"
        }
    }
}
