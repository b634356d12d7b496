/// Finds a quality, and if need be a size, at which a picture is under the budget.
struct BudgetSearch {
    /// What was made and at which quality; nil where the source's own tables were used.
    struct Made {
        var bytes: [UInt8]
        var quality: Int?
    }

    /// The most bytes that are allowed.
    let maxBytes: Int
    private let minQuality: Int
    /// Whether a first try has come out too large.
    var isTight = false
    var encodes = 0
    /// The fewest bytes that were reached, and those of the size at hand.
    private var smallest = Int.max
    private var latest = Int.max

    init(_ options: PrepareOptions) {
        maxBytes = max(0, options.maxBytes - 1)
        minQuality = min(options.minQuality, options.quality ?? 100)
    }

    /// The best permitted quality under the budget, or nil where there is none at this size.
    mutating func encode(
        _ planes: borrowing Planes, _ choice: EncodingChoice, _ encoder: JPEGEncoder, _ cancellation: CancelFlag?
    ) throws(ImagePrepError) -> Made? {
        encodes += 1
        let first = try encoder.encode(planes, choice.settings, maxBytes: maxBytes, cancellation: cancellation)
        if let first { return Made(bytes: first, quality: choice.quality) }
        let highest = (choice.quality ?? choice.sourceQuality + 1) - 1
        let floor = min(minQuality, max(1, highest))
        encodes += 1
        let least = try encoder.encode(
            planes, choice.settings(quality: floor), maxBytes: .max, cancellation: cancellation)
        latest = least?.count ?? .max
        smallest = min(smallest, latest)
        guard let least, least.count <= maxBytes else { return nil }
        var best = Made(bytes: least, quality: floor)
        var range = floor + 1..<max(floor + 1, highest + 1)
        while !range.isEmpty {
            let quality = (range.lowerBound + range.upperBound) / 2
            encodes += 1
            let settings = choice.settings(quality: quality)
            if let bytes = try encoder.encode(planes, settings, maxBytes: maxBytes, cancellation: cancellation) {
                best = Made(bytes: bytes, quality: quality)
                range = quality + 1..<range.upperBound
            } else {
                range = range.lowerBound..<quality
            }
        }
        return best
    }

    /// The next size to try, smaller by what the last one was too large.
    mutating func smaller(than size: PixelSize) throws(ImagePrepError) -> PixelSize {
        guard latest < .max else { return size }
        guard size.longestSide > 1 else { throw .budgetUnreachable(budget: maxBytes + 1, smallest: smallest) }
        let factor = min(0.9, (Double(maxBytes) / Double(latest)).squareRoot() * 0.97)
        let longest = max(1, min(size.longestSide - 1, Int(Double(size.longestSide) * factor)))
        let scale = Double(longest) / Double(size.longestSide)
        return PixelSize(
            width: max(1, Int((Double(size.width) * scale).rounded())),
            height: max(1, Int((Double(size.height) * scale).rounded())))
    }
}
