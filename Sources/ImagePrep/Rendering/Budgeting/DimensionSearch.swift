/// Predicts the size at which a picture uses up its budget, from what it takes at the sizes that were looked at.
package struct DimensionSearch {
    /// What a size takes at the lowest and at the highest permitted quality.
    private struct Look {
        var size: PixelSize
        var fewestBytes: Int
        var mostBytes: Int

        var point: (x: Double, y: Double) {
            (Double(size.pixelCount), max(1, Double(fewestBytes) - DimensionSearch.headerBytes))
        }
    }

    private var looks: [Look] = []
    /// The smallest size that does not fit, and the largest that leaves too much.
    private var tooLarge: Look?
    private var tooSmall: Look?

    /// Bytes of headers and tables, which no size saves.
    private static let headerBytes = 400.0
    /// Of the budget, what the next size shall take at the lowest quality; a slightly better quality uses up the rest.
    private static let aim = 0.94
    /// A size that takes less of the budget than this at the highest permitted quality is too small.
    package static let least = 0.92
    /// Looks cost a decoding each, no encode.
    private static let lookLimit = 9
    /// A smaller picture has more detail a pixel, so bytes fall more slowly than pixels, until two looks tell how slowly.
    private static let usual = PowerLaw(exponent: 0.75)
    private static let exponents = 0.5...1.2

    var isEmpty: Bool { looks.isEmpty }

    /// The fewest bytes that were reached or predicted.
    var fewestBytes: Int { looks.map(\.fewestBytes).min() ?? 0 }

    package init() {}

    /// Whether a size that leaves much of the budget is worth another, larger one.
    package var canGrow: Bool {
        guard let tooLarge, looks.count < Self.lookLimit else { return false }
        let smaller = tooSmall?.size.longestSide ?? 0
        return tooLarge.size.longestSide - smaller > max(1, tooLarge.size.longestSide / 128)
    }

    /// Notes a size that does not fit, or that leaves too much.
    package mutating func add(_ size: PixelSize, fewestBytes: Int, mostBytes: Int, fits: Bool) {
        let look = Look(size: size, fewestBytes: fewestBytes, mostBytes: mostBytes)
        looks.append(look)
        if fits {
            tooSmall = look
        } else {
            tooLarge = look
            if let small = tooSmall, small.size.longestSide >= size.longestSide { tooSmall = nil }
        }
    }

    /// The size to look at next, of the shape of the first one; nil where there is none.
    ///
    /// Between a size that is too large and one that is too small, or smaller by at least a fiftieth; the shorter side is at
    /// least `shortestSide`, unless it was shorter at first.
    package func next(maxBytes: Int, shortestSide: Int = 1) -> PixelSize? {
        guard let shape = looks.first?.size, let large = tooLarge?.size.longestSide else { return nil }
        // As good as it gets: what is left over is left over.
        if let tooSmall, !canGrow { return tooSmall.size }
        let target = max(1, Self.aim * Double(maxBytes) - Self.headerBytes)
        let pixels = predictedPixels(for: target)
        var longest = Int((pixels / Double(shape.pixelCount)).squareRoot() * Double(shape.longestSide))
        if let small = tooSmall?.size.longestSide {
            longest = min(large - 1, max(small + 1, longest))
        } else {
            longest = min(longest, large - 1, large * 49 / 50)
        }
        // Where the shorter side is at its least, the longer one follows from it; one pixel is no limit of anybody's.
        let shortest = min(shape.width, shape.height)
        let least =
            shortestSide <= 1
            ? 1
            : shortestSide >= shortest
                ? shape.longestSide : (shortestSide * shape.longestSide + shortest - 1) / shortest
        longest = max(1, longest, min(least, shape.longestSide))
        return longest < large ? shape.scaled(longestSide: longest, shortestSide: min(shortestSide, shortest)) : nil
    }

    private func predictedPixels(for bytes: Double) -> Double {
        guard let last = looks.last, let tooLarge else { return 1 }
        if let tooSmall {
            let (low, high) = (tooSmall.point, tooLarge.point)
            // Half of the way, on a scale of ratios, at least every third time, so that it comes to an end.
            if looks.count % 3 == 0 { return (low.x * high.x).squareRoot() }
            return PowerLaw(from: low, to: high, within: 0.3...6).x(at: bytes, through: low)
        }
        // The first look tells little of the next ones: a picture at its own size lies on the blocks of its source.
        guard looks.count > 2 else { return Self.usual.x(at: bytes, through: last.point) }
        return PowerLaw(from: last.point, to: looks[looks.count - 2].point, within: Self.exponents)
            .x(at: bytes, through: last.point)
    }
}

extension PixelSize {
    /// Of the same shape, rounded, no side under `shortestSide`.
    fileprivate func scaled(longestSide: Int, shortestSide: Int) -> PixelSize {
        let scale = Double(longestSide) / Double(self.longestSide)
        return PixelSize(
            width: max(1, shortestSide, Int((Double(width) * scale).rounded())),
            height: max(1, shortestSide, Int((Double(height) * scale).rounded())))
    }
}
