/// Why an image is prepared as it is: a code and numbers, for programs; its `description` is the words, for people.
///
/// Nothing is decided by the words.
package enum PlanReason: Sendable, Hashable {
    case nothingToDo
    case metadata([MetadataKind], byteCount: Int)
    /// Bytes that belong to no metadata and are not needed, or that are missing.
    case surplus(byteCount: Int)
    case overMaxDimension(side: Int, limit: Int)
    case overMaxPixels(Int, limit: Int)
    /// In squares of 32 x 32 pixels.
    case overMaxPatches(Int, limit: Int)
    case formatChange(from: ImageFormat, to: ImageFormat)
    case colorConversion(from: String)
    case overBudget(byteCount: Int, maxBytes: Int)
    /// In a codec's words.
    case unclean(String)
    case truncated(String)
    /// One that only a format has.
    case special(SpecialReason)

    // What an attempt adds to the plan's own.
    case recodeOverBudget(smallest: Int, maxBytes: Int)
    case fittedToBudget(PixelSize, quality: Int?, maxBytes: Int)
    case smallerPNG(NoJPEG, maxBytes: Int)
    case becameJPEG(smallestPNG: Int, maxBytes: Int)

    /// Why a PNG over the budget becomes a smaller PNG and no JPEG.
    package enum NoJPEG: Sendable, Hashable {
        case pngAskedFor, noneFits, transparent
    }
}

/// A reason that only the room of one format gives.
package protocol FormatReason: Sendable, Hashable {
    /// A stable name for reports; never changes once released.
    var code: String { get }
    /// As it stands in a sentence, with the numbers in it.
    var description: String { get }
}

/// Any room's reason.
package struct SpecialReason: Sendable {
    package var reason: any FormatReason

    package init(_ reason: some FormatReason) { self.reason = reason }
}

extension SpecialReason: Hashable {
    package static func == (one: SpecialReason, other: SpecialReason) -> Bool {
        AnyHashable(one.reason) == AnyHashable(other.reason)
    }

    package func hash(into hasher: inout Hasher) { reason.hash(into: &hasher) }
}

extension PlanReason {
    /// A stable name for reports; never changes for a case once released.
    package var code: String {
        switch self {
        case .nothingToDo: "nothingToDo"
        case .metadata: "metadata"
        case .surplus: "surplus"
        case .overMaxDimension: "overMaxDimension"
        case .overMaxPixels: "overMaxPixels"
        case .overMaxPatches: "overMaxPatches"
        case .formatChange: "formatChange"
        case .colorConversion: "colorConversion"
        case .overBudget: "overBudget"
        case .unclean: "imageData"
        case .truncated: "truncated"
        case .special(let special): special.reason.code
        case .recodeOverBudget: "recodeOverBudget"
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
