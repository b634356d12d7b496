/// Predicts the size at which a picture fits, from those at which it did not.
package struct SizeSteps {
    /// Pixels, and the bytes that they take at the lowest permitted quality.
    private var tries: [(pixels: Double, bytes: Double)] = []

    /// Bytes of headers and tables, which no size saves.
    private static let headerBytes = 400.0
    /// Of the budget, what the next size shall take at the lowest quality; a slightly better quality uses up the rest.
    private static let aim = 0.93

    var isEmpty: Bool { tries.isEmpty }

    /// The fewest bytes that were reached or predicted.
    var fewestBytes: Int { tries.map { Int($0.bytes) }.min() ?? 0 }

    package init() {}

    package mutating func add(_ size: PixelSize, fewestBytes: Int) {
        tries.append((Double(size.pixelCount), Double(fewestBytes)))
    }

    /// A size of the same shape that is smaller by at least a fiftieth; nil where there is none.
    package func next(below size: PixelSize, maxBytes: Int) -> PixelSize? {
        guard let last = tries.last, size.longestSide > 1 else { return nil }
        let pixels = predictedPixels(for: max(1, Self.aim * Double(maxBytes) - Self.headerBytes), from: last)
        let factor = min(0.98, (pixels / Double(size.pixelCount)).squareRoot())
        let longest = max(1, min(size.longestSide - 1, Int(Double(size.longestSide) * factor)))
        let scale = Double(longest) / Double(size.longestSide)
        return PixelSize(
            width: max(1, Int((Double(size.width) * scale).rounded())),
            height: max(1, Int((Double(size.height) * scale).rounded())))
    }

    /// A smaller picture has more detail a pixel, so bytes fall more slowly than pixels: about as their power of 3/4, until
    /// two tries tell how it is with this picture.
    private func predictedPixels(for bytes: Double, from last: (pixels: Double, bytes: Double)) -> Double {
        let taken = max(1, last.bytes - Self.headerBytes)
        if tries.count > 1 {
            let before = tries[tries.count - 2]
            let slope = (before.bytes - last.bytes) / max(1, before.pixels - last.pixels)
            if slope > 0 { return max(1, last.pixels - (taken - bytes) / slope) }
        }
        let root = cubeRoot(bytes / taken)
        return last.pixels * root * root * root * root
    }
}

/// From multiplications and divisions alone: the C library's power function may differ from CPU to CPU.
private func cubeRoot(_ x: Double) -> Double {
    guard x > 0 else { return 0 }
    var root = max(x, 1e-6)
    for _ in 0..<60 { root -= (root * root * root - x) / (3 * root * root) }
    return root
}
