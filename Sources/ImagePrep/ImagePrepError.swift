/// Why an image was not prepared, by whose fault it is. Nothing was written when one of these is thrown.
public enum ImagePrepError: Error, Sendable, Hashable {
    /// The bytes begin with no signature of an image format that we know; `found` says what they look like.
    case notAnImage(found: String)
    /// The input breaks the rules of its format; the sentence says where and how.
    case malformed(String)
    /// The input ends before the image does.
    case truncated(String)
    /// A legal input that this library does not do; `advice` says what to do instead.
    case unsupported(feature: String, advice: String)
    /// The input, or what decoding it would need, is larger than a limit; known before anything of that size was allocated.
    case limitExceeded(LimitKind, limit: Int, actual: Int)
    /// No permitted quality and size gets under `budget` bytes; `smallest` is the fewest bytes that were reached.
    case budgetUnreachable(budget: Int, smallest: Int)
    /// A receiver demands more pixels than the image has, and we never enlarge.
    case tooSmall(minimumSide: Int, actual: PixelSize)
    /// An option cannot be used, or not together with another.
    case invalidOption(String)
    /// The memory that the limits permit could not be had.
    case outOfMemory(String)
    /// The caller cancelled.
    case cancelled
    /// A bug of ours: the result did not keep the promise and was thrown away.
    case internalFault(String)
}

/// The things that are limited on the way in; see `InputLimits` for units and defaults.
public enum LimitKind: String, Sendable, Hashable, CaseIterable {
    case inputBytes
    case pixels
    case side
    case scans
    case segments
    case workingMemory
    case decodeWork
    case codecWarnings
    case metadataBytes
}

extension ImagePrepError {
    /// A stable name for reports; never changes for a case once released.
    public var code: String {
        switch self {
        case .notAnImage: "notAnImage"
        case .malformed: "malformed"
        case .truncated: "truncated"
        case .unsupported: "unsupported"
        case .limitExceeded: "limitExceeded"
        case .budgetUnreachable: "budgetUnreachable"
        case .tooSmall: "tooSmall"
        case .invalidOption: "invalidOption"
        case .outOfMemory: "outOfMemory"
        case .cancelled: "cancelled"
        case .internalFault: "internalFault"
        }
    }
}

extension ImagePrepError: CustomStringConvertible {
    /// A full sentence with the numbers in it.
    public var description: String {
        switch self {
        case .notAnImage(let found):
            "This is not an image that ImagePrep knows: \(found)."
        case .malformed(let what):
            "The image is malformed: \(what)."
        case .truncated(let what):
            "The image is cut short: \(what)."
        case .unsupported(let feature, let advice):
            "\(feature) is not supported: \(advice)."
        case .limitExceeded(let kind, let limit, let actual):
            "The image needs \(actual.formatted) \(kind.unit), and the limit is \(limit.formatted)."
        case .budgetUnreachable(let budget, let smallest):
            "The image cannot be made smaller than \(budget.formattedByteCount): the smallest that the options permit has \(smallest.formatted)."
        case .tooSmall(let minimumSide, let actual):
            "The image comes to \(actual) pixels, the receiver wants at least \(minimumSide) a side, and ImagePrep never enlarges."
        case .invalidOption(let what):
            "The options cannot be used: \(what)."
        case .outOfMemory(let what):
            "Memory ran out: \(what)."
        case .cancelled:
            "The work was cancelled."
        case .internalFault(let what):
            "ImagePrep made an output that does not keep its promise and threw it away: \(what). This is a bug; please report it."
        }
    }
}

extension LimitKind {
    /// What the numbers of this limit count, as a plural.
    public var unit: String {
        switch self {
        case .inputBytes: "input bytes"
        case .pixels: "pixels"
        case .side: "pixels on a side"
        case .scans: "scans"
        case .segments: "segments or chunks"
        case .workingMemory: "bytes of working memory"
        case .decodeWork: "bytes of decoding work"
        case .codecWarnings: "codec warnings"
        case .metadataBytes: "bytes of metadata"
        }
    }
}
