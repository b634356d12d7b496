/// Brings a picture under a byte budget: as it is, with better Huffman tables, at a lower quality, at a smaller size.
///
/// Predicts from a sample of the very picture, so that one encode is the rule and two are nearly always enough.
struct BudgetSearch {
    /// What was made and at which quality; nil where the source's own tables were used.
    struct Made {
        var bytes: [UInt8]
        var quality: Int?
    }

    /// The most bytes that are allowed.
    let maxBytes: Int
    /// Whether the picture is known to be too large, or about to be, as it is.
    var isTight = false
    /// Of the budget: what a picture with tables of its own may be predicted to take with them to be better recoded losslessly.
    var leftShare = 0.0
    /// Whether it is, so that nothing was encoded.
    private(set) var losslessRecodeFits = false
    /// Encodes so far, trials included.
    var encodes = 0
    private let minQuality: Int
    private let minDimension: Int
    private var sizes = DimensionSearch()

    init(_ options: PrepareOptions) {
        maxBytes = max(0, options.maxBytes - 1)
        minQuality = min(options.minQuality, options.quality ?? 100)
        minDimension = max(1, options.minDimension ?? 1)
    }

    /// The best permitted picture of this size under the budget, or nil where there is none.
    mutating func encode(
        _ planes: borrowing Planes, _ choice: EncodingChoice, _ context: PreparationContext
    ) throws(ImagePrepError) -> Made? {
        if !isTight && surelyFits(planes) {
            encodes += 1
            let encoder = try context.workspace.jpegCodecs.takeEncoder()
            let bytes = try encoder.encode(planes, choice.settings, maxBytes: maxBytes, in: context)
            if let bytes { return Made(bytes: bytes, quality: choice.quality) }
        }
        isTight = true
        let model = try JPEGSizeEstimator()
        try model.take(planes, in: context)
        var search = QualitySearch(
            model, settings: choice.settings, format: planes.format, maxBytes: maxBytes,
            coarsest: QuantizationScale.scale(quality: minQuality))
        search.isResized = !sizes.isEmpty
        search.leastBytes = sizes.canGrow ? DimensionSearch.least * Double(maxBytes) : 0
        search.leftShare = leftShare
        search.sourceTables = choice.sourceTables
        var made = try search.run(planes, context)
        if search.fitsAtFinest {
            losslessRecodeFits = true
            return nil
        }
        if made == nil, isSmallest(planes.format.size, search) {
            made = try search.runCoarsest(planes, context)
        }
        encodes += search.encodes
        guard let made else {
            note(planes.format.size, search, in: &sizes)
            return nil
        }
        let quality =
            made.scale == 0 ? choice.quality : min(choice.sourceQuality, QuantizationScale.quality(scale: made.scale))
        return Made(bytes: made.bytes, quality: quality)
    }

    private func note(_ size: PixelSize, _ search: QualitySearch, in sizes: inout DimensionSearch) {
        sizes.add(
            size, fewestBytes: search.fewestBytes, mostBytes: search.mostBytes, fits: search.leavesTooMuch)
    }

    /// Whether nothing is left to try behind a picture that did not fit.
    private func isSmallest(_ size: PixelSize, _ search: QualitySearch) -> Bool {
        var sizes = sizes
        note(size, search, in: &sizes)
        return sizes.next(maxBytes: maxBytes, shortestSide: minDimension) == nil
    }

    /// Why the picture is not as the plan has it; none where it is.
    func reasons(_ plan: Plan, _ made: Made, _ size: PixelSize, plannedQuality: Int?) -> [PlanReason] {
        guard size != plan.targetSize || made.quality != plannedQuality else { return [] }
        return [.fittedToBudget(size, quality: made.quality, maxBytes: maxBytes + 1)]
    }

    /// Whether the budget is so wide that predicting is not worth its while: photos take less than half a byte a sample.
    private func surelyFits(_ planes: borrowing Planes) -> Bool {
        planes.planes.indices.reduce(0) { $0 + planes.format.planeSize($1).pixelCount } <= maxBytes
    }

    /// The next size to try where the last one did not fit even at the lowest quality, or fits and leaves much.
    ///
    /// - Throws: `budgetUnreachable` where none is left.
    func nextSize(after size: PixelSize) throws(ImagePrepError) -> PixelSize {
        guard !sizes.isEmpty else { return size }
        guard let next = sizes.next(maxBytes: maxBytes, shortestSide: minDimension) else {
            throw .budgetUnreachable(budget: maxBytes + 1, smallest: sizes.fewestBytes)
        }
        return next
    }
}
