internal import CImageCodecs

/// Brings a PNG under the budget: as fast as it goes, with all effort, at a smaller size.
struct PNGBudget {
    private let maxBytes: Int
    private let minDimension: Int
    /// Encodes so far.
    private(set) var encodes = 0
    /// The fewest bytes that were reached.
    private(set) var smallest = Int.max
    /// Whether a JPEG was tried, and none of any size or quality fits.
    private(set) var isTooSmallForJPEG = false
    /// Bytes of the last attempt, which says more about the next than the smallest of all does.
    private var latest = Int.max

    init(_ options: PrepareOptions) {
        maxBytes = options.maxBytes
        minDimension = options.minDimension ?? 1
    }

    /// Encodes, and once more with all effort where a sample says that this is enough. Nil where it is not.
    mutating func encode(
        _ settings: PNGEncoding, _ codec: PNGCodec, by encode: (PNGEncoding) throws(ImagePrepError) -> [UInt8]
    ) throws(ImagePrepError) -> [UInt8]? {
        let first = try encode(settings)
        note(first.count)
        guard first.count >= maxBytes else { return first }
        // The sample is a sample: 1 % too hopeful costs an encode, 1 % too hopeless the picture's size.
        guard Double(first.count) * codec.gainOfEffort() < Double(maxBytes) * 1.01 else { return nil }
        var settings = settings
        settings.effort = IP_PNG_SMALL
        let second = try encode(settings)
        note(second.count)
        return second.count < maxBytes ? second : nil
    }

    private mutating func note(_ byteCount: Int) {
        encodes += 1
        latest = byteCount
        smallest = min(smallest, byteCount)
    }

    /// Notes that no JPEG fits, and the fewest bytes that one has.
    mutating func noteJPEG(_ byteCount: Int) {
        isTooSmallForJPEG = true
        smallest = min(smallest, byteCount)
    }

    /// The next size to try. Bytes go with pixels, roughly; what is missing for that the next round makes up for.
    ///
    /// - Throws: `budgetUnreachable` where none is left.
    func smaller(than size: PixelSize) throws(ImagePrepError) -> PixelSize {
        guard size.longestSide > 1 else { throw .budgetUnreachable(budget: maxBytes, smallest: smallest) }
        let factor = min(0.95, (Double(maxBytes) / Double(latest)).squareRoot() * 0.98)
        let longest = max(1, min(size.longestSide - 1, Int(Double(size.longestSide) * factor)))
        let scale = Double(longest) / Double(size.longestSide)
        let next = PixelSize(
            width: max(1, Int((Double(size.width) * scale).rounded())),
            height: max(1, Int((Double(size.height) * scale).rounded())))
        guard min(next.width, next.height) >= minDimension else {
            throw .budgetUnreachable(budget: maxBytes, smallest: smallest)
        }
        return next
    }
}
