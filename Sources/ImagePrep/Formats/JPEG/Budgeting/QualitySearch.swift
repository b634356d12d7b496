/// Finds the finest tables with which a picture is under a number of bytes: predict, encode, check, and if need be correct.
package struct QualitySearch {
    /// What came out, and at which scale; 0 are the finest tables.
    package struct Made {
        package var bytes: [UInt8]
        package var scale: Double
    }

    let model: JPEGSizeEstimator
    let scale: QuantizationScale
    let settings: JPEGEncodingSettings
    let maxBytes: Int
    /// The coarsest scale that is permitted.
    let coarsest: Double
    /// Bytes that were written for one that was predicted.
    private var ratio = 1.0
    package private(set) var encodes = 0
    /// What the picture comes to at the coarsest scale, as far as is known.
    package private(set) var fewestBytes = Int.max
    /// What it comes to with the finest tables, as far as is known.
    package private(set) var mostBytes = 0
    /// Whether the picture is one of several sizes that may be written.
    package var isResized = false
    /// Where even the finest tables are predicted to take less than this, nothing is encoded: a larger size is better.
    package var leastBytes = 0.0
    /// Whether that is so.
    package private(set) var leavesTooMuch = false
    /// Nothing is encoded where the source's own tables are predicted to take at most this share of the budget: its very
    /// coefficients fit then.
    package var leftShare = 0.0
    /// Where they are not the finest.
    package var sourceTables: [QuantizationTable] = []
    /// Whether that is so.
    package private(set) var fitsAtFinest = false
    private var best: Made?

    /// A result that leaves no more than this unused is good enough.
    static let goodShare = 0.97
    /// A candidate that is predicted to leave no more than this of what is aimed at is near enough.
    private static let nearShare = 0.997
    /// What tables mixed of two scales are to come near to; each of them costs an estimate.
    private static let mixedShare = 0.993
    /// Of the budget: what the first try aims at, with room for the error of a prediction, and what the next ones do, that
    /// know by how much the first was off.
    private static let aims = [0.985, 0.992, 0.98, 0.96]

    package init(
        _ model: JPEGSizeEstimator, settings: JPEGEncodingSettings, format: PlanarFormat, maxBytes: Int,
        coarsest: Double
    ) {
        self.model = model
        self.settings = settings
        self.maxBytes = maxBytes
        self.coarsest = coarsest
        scale = QuantizationScale(finest: settings.tables, format: format)
    }

    /// The best that is permitted and fits, or nil.
    package mutating func run(
        _ planes: borrowing Planes, _ context: PreparationContext
    ) throws(ImagePrepError) -> Made? {
        let finest = try candidate(at: 0)
        mostBytes = Int(finest.byteCount)
        if leftShare > 0, try sourceByteCount(finest) <= leftShare * Double(maxBytes) {
            fitsAtFinest = true
            return nil
        }
        guard finest.byteCount >= leastBytes else {
            fewestBytes = Int(try candidate(at: coarsest).byteCount)
            leavesTooMuch = true
            return nil
        }
        if try fitsProgressive(finest, planes, context) { return best }
        for aim in Self.aims {
            let target = aim * Double(maxBytes) / ratio
            guard let candidate = try candidate(under: target, finest) else { break }
            let bytes = try encode(candidate, planes, context)
            // No tables come nearer, so another try would not either.
            let isNearest = candidate.scale == 0 || candidate.byteCount < Self.goodShare * target
            if let bytes, isNearest || Double(bytes.count) >= Self.goodShare * Double(maxBytes) { break }
        }
        if model.isWhole { encodes += estimates }
        return best
    }

    /// The last try, where no smaller size is permitted: what predictions leave to be safe may be enough, and where it is
    /// not, the fewest bytes are known.
    package mutating func runCoarsest(
        _ planes: borrowing Planes, _ context: PreparationContext
    ) throws(ImagePrepError) -> Made? {
        _ = try encode(candidate(at: coarsest), planes, context)
        return best
    }

    // MARK: - Encoding

    /// Whether scans that refine each other save what is missing at the finest tables: on photos they take 2 to 7 % less.
    private mutating func fitsProgressive(
        _ finest: Candidate, _ planes: borrowing Planes, _ context: PreparationContext
    ) throws(ImagePrepError) -> Bool {
        let excess = finest.byteCount / Double(maxBytes)
        guard !settings.isProgressive, !isResized, excess > Self.aims[0], excess < 1.03 else { return false }
        var progressive = settings
        progressive.isProgressive = true
        encodes += 1
        let encoder = try context.workspace.jpegCodecs.takeEncoder()
        guard let bytes = try encoder.encode(planes, progressive, maxBytes: maxBytes, in: context) else {
            return false
        }
        best = Made(bytes: bytes, scale: 0)
        return true
    }

    /// Encodes, and learns from it how far the prediction was off; the bytes only where they fit.
    private mutating func encode(
        _ candidate: Candidate, _ planes: borrowing Planes, _ context: PreparationContext
    ) throws(ImagePrepError) -> [UInt8]? {
        var chosen = settings
        chosen.tables = candidate.tables
        if !chosen.isProgressive { chosen.huffmanCodes = candidate.estimate.huffmanCodes }
        // Beyond the budget it goes on for a while: by how much it is missed tells more than that it is.
        // A budget that is none, of `Int.max`, must not overflow.
        let budget = min(maxBytes, Int.max / 2)
        let limit = budget + budget / 4 + 4_096
        encodes += 1
        let encoder = try context.workspace.jpegCodecs.takeEncoder()
        let bytes = try encoder.encode(planes, chosen, maxBytes: limit, in: context)
        ratio = Double(bytes?.count ?? limit) / candidate.estimate.byteCount
        if candidate.scale == coarsest, let bytes { fewestBytes = bytes.count }
        guard let bytes, bytes.count <= maxBytes else { return nil }
        if bytes.count > best?.bytes.count ?? 0 { best = Made(bytes: bytes, scale: candidate.scale) }
        return bytes
    }

    // MARK: - Predicting

    private struct Candidate {
        package var scale: Double
        var tables: [QuantizationTable]
        var estimate: SizeEstimate
        var byteCount: Double { estimate.byteCount }
    }

    private var estimates = 0

    private mutating func candidate(at scale: Double) throws(ImagePrepError) -> Candidate {
        try candidate(self.scale.tables(at: scale), scale: scale)
    }

    private mutating func candidate(
        _ tables: [QuantizationTable], scale: Double
    ) throws(ImagePrepError) -> Candidate {
        estimates += 1
        var estimate = try model.estimate(tables)
        estimate.byteCount += Double(settings.profileByteCount)
        return Candidate(scale: scale, tables: tables, estimate: estimate)
    }

    private mutating func sourceByteCount(_ finest: Candidate) throws(ImagePrepError) -> Double {
        guard !sourceTables.isEmpty, sourceTables != settings.tables else { return finest.byteCount }
        return try candidate(sourceTables, scale: 0).byteCount
    }

    /// The finest tables that are predicted to take at most `target` bytes; nil where even the coarsest take more.
    ///
    /// Regula falsi, by Illinois, of the size's logarithm over the scale's, which is nearly straight.
    private mutating func candidate(
        under target: Double, _ finest: Candidate
    ) throws(ImagePrepError) -> Candidate? {
        if finest.byteCount <= target { return finest }
        var coarse = try candidate(at: coarsest)
        fewestBytes = min(fewestBytes, Int(coarse.byteCount * ratio))
        // The prediction may be off by as much as the aim leaves: at its own size a picture is worth that try.
        guard coarse.byteCount <= target else {
            return !isResized && coarse.byteCount * ratio <= Double(maxBytes) ? coarse : nil
        }
        var fine = finest
        func point(_ candidate: Candidate, at x: Double) -> Point {
            Point(x: x, excess: PowerLaw.log2(candidate.byteCount / target))
        }
        var low = point(coarse, at: PowerLaw.log2(coarsest))
        var high = point(finest, at: PowerLaw.log2(min(coarsest, scale.finestScale)))
        var wasUnder: Bool?
        for _ in 0..<7 where coarse.byteCount < Self.nearShare * target && low.x - high.x > 0.002 {
            let x = low.x + (high.x - low.x) * -low.excess / (high.excess - low.excess)
            let next = try candidate(at: PowerLaw.exp2(x))
            let isUnder = next.byteCount <= target
            if isUnder {
                coarse = next
                low = point(next, at: x)
                if wasUnder == true { high.excess /= 2 }
            } else {
                fine = next
                high = point(next, at: x)
                if wasUnder == false { low.excess /= 2 }
            }
            wasUnder = isUnder
        }
        return try mixed(coarse, fine, under: target)
    }

    /// Where many steps change at once, as they do on a picture that was quantised before, one scale is too large and the next
    /// too small by far: then the low frequencies take the finer steps and the high ones the coarser.
    private mutating func mixed(
        _ coarse: Candidate, _ fine: Candidate, under target: Double
    ) throws(ImagePrepError) -> Candidate {
        var best = coarse
        var (few, many) = (0, 64)
        for _ in 0..<4 where best.byteCount < Self.mixedShare * target && many - few > 1 {
            let middle = (few + many) / 2
            let tables = zip(coarse.tables, fine.tables).map { $0.finer($1, upTo: middle) }
            let next = try candidate(tables, scale: coarse.scale)
            if next.byteCount <= target {
                best = next
                few = middle
            } else {
                many = middle
            }
        }
        return best
    }

    private struct Point {
        var x: Double
        var excess: Double
    }
}

extension JPEGEncodingSettings {
    /// What embedding the profile takes, its segments' headers included.
    fileprivate var profileByteCount: Int {
        profile.count + (profile.count + 65_518) / 65_519 * 18
    }
}
