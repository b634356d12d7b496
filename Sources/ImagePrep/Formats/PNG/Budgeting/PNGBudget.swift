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
    /// The largest size that fits and the smallest that does not, as far as is known.
    private var fit: (size: PixelSize, byteCount: Int)?
    private var miss: PixelSize?
    /// Sizes tried between the two.
    private var refinements = 0
    /// Bytes of the last attempt, which says more about the next than the smallest of all does.
    private var latest = Int.max

    init(_ options: PrepareOptions) {
        maxBytes = options.maxBytes
        minDimension = options.minDimension ?? 1
    }

    /// Encodes, and again with more effort where that is likely to be enough. Nil where it is not.
    ///
    /// - Parameter sourceByteCount: what the image data of the source takes, where its rows may keep the filters they have
    ///   there: those of a program that chose them with more patience than ours are worth a try.
    mutating func encode(
        _ settings: PNGEncoding, _ codec: PNGCodec, sourceByteCount: Int? = nil,
        by encode: (PNGEncoding) throws(ImagePrepError) -> [UInt8]
    ) throws(ImagePrepError) -> [UInt8]? {
        let first = try encode(settings)
        note(first.count)
        guard first.count >= maxBytes else { return first }
        for retry in retries(settings, codec, firstByteCount: first.count, sourceByteCount) {
            let next = try encode(retry)
            note(next.count)
            if next.count < maxBytes { return next }
        }
        return nil
    }

    private func retries(
        _ settings: PNGEncoding, _ codec: PNGCodec, firstByteCount: Int, _ sourceByteCount: Int?
    ) -> [PNGEncoding] {
        var harder = settings
        harder.effort = codec.filteredByteCount <= Self.leisurelyByteCount ? IP_PNG_SMALLEST : IP_PNG_SMALL
        var retries = isWorthEffort(codec, firstByteCount) ? [harder] : []
        if let sourceByteCount, Double(sourceByteCount) * Self.kept < Double(maxBytes) {
            harder.keepsFilters = true
            retries.append(harder)
        }
        return retries
    }

    /// What is compressed in half a second with all effort there is.
    private static let leisurelyByteCount = 2 << 20
    /// What is compressed so soon that no sample has to say whether it is worth it.
    private static let instantByteCount = 1 << 20
    /// Of the source's bytes: what is left where its very rows are compressed with all effort.
    private static let kept = 0.93

    /// By a sample: 1 % too hopeful costs an encode, 1 % too hopeless the picture's size. Where rows repeat each other, a
    /// sample sees little of that.
    private func isWorthEffort(_ codec: PNGCodec, _ firstByteCount: Int) -> Bool {
        if codec.filteredByteCount <= Self.instantByteCount { return true }
        let margin = firstByteCount < codec.filteredByteCount / 5 ? 1.5 : 1.01
        return Double(firstByteCount) * codec.gainOfEffort() < Double(maxBytes) * margin
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

    /// Of the budget: what is used well enough. Each try between two sizes costs an encode or two.
    private static let goodShare = 0.9
    private static let mostRefinements = 3

    /// The size to try after one that fits, with so many bytes, or does not (nil); nil where the largest that fits will do.
    ///
    /// - Throws: `budgetUnreachable` where none is left.
    mutating func size(after size: PixelSize, byteCount: Int?) throws(ImagePrepError) -> PixelSize? {
        if let byteCount { fit = (size, byteCount) } else { miss = size }
        guard let fit else { return try smaller(than: size) }
        guard let miss, Double(fit.byteCount) < Self.goodShare * Double(maxBytes), refinements < Self.mostRefinements
        else { return nil }
        refinements += 1
        let (low, high) = (fit.size.longestSide, miss.longestSide)
        guard high - low > 1 else { return nil }
        let wanted = Double(low) * (0.97 * Double(maxBytes) / Double(fit.byteCount)).squareRoot()
        // A size that was predicted to fit and does not leaves only halving.
        let longest = byteCount == nil ? (low + high) / 2 : min(high - 1, max(low + 1, Int(wanted)))
        return scaled(miss, longest: longest)
    }

    private func scaled(_ size: PixelSize, longest: Int) -> PixelSize {
        let scale = Double(longest) / Double(size.longestSide)
        return PixelSize(
            width: max(1, Int((Double(size.width) * scale).rounded())),
            height: max(1, Int((Double(size.height) * scale).rounded())))
    }

    /// The next size to try. Bytes go with pixels, roughly; what is missing for that the next round makes up for.
    ///
    /// - Throws: `budgetUnreachable` where none is left.
    private func smaller(than size: PixelSize) throws(ImagePrepError) -> PixelSize {
        guard size.longestSide > 1 else { throw .budgetUnreachable(budget: maxBytes, smallest: smallest) }
        let factor = min(0.95, (Double(maxBytes) / Double(latest)).squareRoot() * 0.98)
        let longest = max(1, min(size.longestSide - 1, Int(Double(size.longestSide) * factor)))
        let next = scaled(size, longest: longest)
        guard min(next.width, next.height) >= minDimension else {
            throw .budgetUnreachable(budget: maxBytes, smallest: smallest)
        }
        return next
    }
}
