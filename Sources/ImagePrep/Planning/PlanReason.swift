/// Why an image is prepared as it is: a code and numbers, for programs; its `description` is the words, for people.
///
/// Nothing is decided by the words.
package enum PlanReason: Sendable, Hashable {
    case nothingToDo
    case metadata([MetadataKind], byteCount: Int)
    /// Bytes of the header that had to be corrected, and metadata, if there is any.
    case corrected(JPEGCorrection.Kind, count: Int, and: [MetadataKind], byteCount: Int)
    /// Bytes that belong to no metadata and are not needed, or that are missing.
    case surplus(byteCount: Int)
    case overMaxDimension(side: Int, limit: Int)
    case overMaxPixels(Int, limit: Int)
    /// In squares of 32 x 32 pixels.
    case overMaxPatches(Int, limit: Int)
    case formatChange(from: ImageFormat, to: ImageFormat)
    case colorConversion(from: String)
    /// A PNG's samples cannot be turned where they are.
    case orientedPixels(Orientation)
    /// What is wrong with a PNG's image data.
    case imageData(ImageDataCheck)
    case overBudget(byteCount: Int, maxBytes: Int)
    /// Every block is moved or recoded.
    case blocksMoved(RecodeCauses, BlockMoves)
    /// Partial MCUs are given up.
    case blocksTrimmed(RecodeCauses, BlockMoves, to: PixelSize)
    /// Partial MCUs are in the way.
    case blocksInexact(RecodeCauses, BlockMoves)
    /// In a codec's words.
    case unclean(String)
    case truncated(String)
    /// Coefficients that cannot be coded again, in a codec's words.
    case uncodable(String)
    /// A component of a JPEG, counted from 1, that no scan has.
    case componentMissing(Int, of: Int)

    // What an attempt adds to the plan's own.
    case recodeOverBudget(smallest: Int, maxBytes: Int)
    case recodeFits(CoefficientCoding)
    case recodedHarder(CoefficientCoding, maxBytes: Int)
    case fittedToBudget(PixelSize, quality: Int?, maxBytes: Int)
    case smallerPNG(NoJPEG, maxBytes: Int)
    case becameJPEG(smallestPNG: Int, maxBytes: Int)

    /// Why a PNG over the budget becomes a smaller PNG and no JPEG.
    package enum NoJPEG: Sendable, Hashable {
        case pngAskedFor, noneFits, transparent
    }
}

/// What coefficients have to be recoded for.
package struct RecodeCauses: Sendable, Hashable {
    package var orientation: Orientation
    package var isArithmetic: Bool
    /// Damaged framing that readers take differently.
    package var framing: [JPEGRecodingReason]

    package init(_ structure: JPEGStructure, orientation: Orientation) {
        self.orientation = orientation
        isArithmetic = structure.frame.isArithmetic
        framing = structure.recodingReasons
    }

    package var isEmpty: Bool { orientation == .upright && !isArithmetic && framing.isEmpty }
}

extension PlanReason {
    /// A stable name for reports; never changes for a case once released.
    package var code: String {
        switch self {
        case .nothingToDo: "nothingToDo"
        case .metadata: "metadata"
        case .corrected(_, _, let kinds, _): kinds.isEmpty ? "header" : "metadata"
        case .surplus: "surplus"
        case .overMaxDimension: "overMaxDimension"
        case .overMaxPixels: "overMaxPixels"
        case .overMaxPatches: "overMaxPatches"
        case .formatChange: "formatChange"
        case .colorConversion: "colorConversion"
        case .orientedPixels: "orientation"
        case .imageData(let check): check.fault == .short ? "truncated" : "imageData"
        case .overBudget: "overBudget"
        case .blocksMoved(let causes, _): causes.code
        case .blocksTrimmed: "orientationTrimmed"
        case .blocksInexact: "orientationInexact"
        case .unclean, .uncodable: "imageData"
        case .truncated, .componentMissing: "truncated"
        case .recodeOverBudget: "recodeOverBudget"
        case .recodeFits: "recodeFits"
        case .recodedHarder: "recodedHarder"
        case .fittedToBudget: "fittedToBudget"
        case .smallerPNG: "smallerPNG"
        case .becameJPEG: "becameJPEG"
        }
    }

    /// Whether its words end in the byte budget.
    fileprivate var namesBudget: Bool {
        switch self {
        case .overBudget, .recodeOverBudget: true
        default: false
        }
    }
}

extension RecodeCauses {
    /// That of the first.
    fileprivate var code: String {
        orientation != .upright ? "orientation" : isArithmetic ? "arithmeticCoding" : framing.first?.code ?? "framing"
    }
}

extension [PlanReason] {
    /// That of the first, which the others only add to; "" where there is none.
    package var code: String { first?.code ?? "" }

    /// All of them as one.
    package var sentence: String {
        var parts: [String] = []
        for (index, reason) in enumerated() {
            parts.append(reason.description)
            // Said once.
            guard case .fittedToBudget(_, _, let maxBytes) = reason, index == 0 || !self[index - 1].namesBudget else {
                continue
            }
            parts[index] += ", as fewer than \(maxBytes.formatted) bytes are allowed"
        }
        return parts.joined(separator: "; ")
    }
}
