/// Why a JPEG is prepared as it is, where no other format could give the reason.
enum JPEGReason: FormatReason {
    /// Bytes of the header that had to be corrected, and metadata, if there is any.
    case corrected(JPEGCorrection.Kind, count: Int, and: [MetadataKind], byteCount: Int)
    /// Every block is moved or recoded.
    case blocksMoved(RecodeCauses, BlockMoves)
    /// Partial MCUs are given up.
    case blocksTrimmed(RecodeCauses, BlockMoves, to: PixelSize)
    /// Partial MCUs are in the way.
    case blocksInexact(RecodeCauses, BlockMoves)
    /// Coefficients that cannot be coded again, in a codec's words.
    case uncodable(String)
    /// A component, counted from 1, that no scan has.
    case componentMissing(Int, of: Int)
    /// What recoding for the budget came to.
    case recodeFits(CoefficientCoding)
    case recodedHarder(CoefficientCoding, maxBytes: Int)

    var code: String {
        switch self {
        case .corrected(_, _, let kinds, _): kinds.isEmpty ? "header" : "metadata"
        case .blocksMoved(let causes, _): causes.code
        case .blocksTrimmed: "orientationTrimmed"
        case .blocksInexact: "orientationInexact"
        case .uncodable: "imageData"
        case .componentMissing: "truncated"
        case .recodeFits: "recodeFits"
        case .recodedHarder: "recodedHarder"
        }
    }

    var description: String {
        switch self {
        case .corrected(let first, let count, let kinds, let byteCount):
            "upright, but \(kinds.isEmpty ? "" : "carries \(kinds.metadataDescription(byteCount)), and ")\(count.formattedByteCount) of its "
                + "header had to be corrected: \(first.description)"
        case .blocksMoved(let causes, let moves):
            "\(causes): the blocks of \(moves.storedSize) are moved or recoded exactly"
        case .blocksTrimmed(let causes, let moves, let trimmed):
            "\(causes): \(moves.obstacle), and the caller gives up \(moves.storedSize) for \(trimmed)"
        case .blocksInexact(let causes, let moves): "\(causes): \(moves.obstacle)"
        case .uncodable(let description): "the blocks cannot be coded again (\(description)): new pixels are needed"
        case .componentMissing(let number, let count): "no scan has component \(number) of \(count)"
        case .recodeFits(let coding): "its blocks fit \(coding.displayName)"
        case .recodedHarder(let coding, let maxBytes):
            "\(coding.displayName), as it has \(maxBytes) bytes or more without"
        }
    }
}

extension PlanReason {
    static func jpeg(_ reason: JPEGReason) -> PlanReason { .special(SpecialReason(reason)) }
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

extension RecodeCauses {
    /// That of the first.
    fileprivate var code: String {
        orientation != .upright ? "orientation" : isArithmetic ? "arithmeticCoding" : framing.first?.code ?? "framing"
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

extension CoefficientCoding {
    fileprivate var displayName: String {
        switch self {
        case .standard: "coded with the standard's tables"
        case .optimal: "coded with tables made for it"
        case .progressive: "coded progressively"
        }
    }
}
