extension PixelSize {
    /// The largest size of this shape that the options' limits on sides, pixels and patches permit; itself if they permit it.
    package func fitted(to options: PrepareOptions) -> PixelSize {
        fitted(maxPixels: options.maxPixels, maxDimension: options.maxDimension, maxPatches: options.maxPatches)
    }

    /// The largest size of this shape within all limits; itself if it is within them. Never larger, no side below 1.
    ///
    /// The longer side is the largest for which the limits hold; the shorter follows it, rounded to the nearest pixel, half
    /// up. Each limit must be at least 1.
    package func fitted(maxPixels: Int, maxDimension: Int?, maxPatches: Int? = nil) -> PixelSize {
        let side = Swift.min(longestSide, maxDimension ?? longestSide)
        func fits(_ longest: Int) -> Bool {
            pixels128(longest: longest) <= Int128(maxPixels)
                && patches128(longest: longest) <= Int128(maxPatches ?? .max)
        }
        guard side < longestSide || !fits(longestSide) else { return self }
        // Pixels and patches never get fewer with a longer side, so halving finds the last that fits; 1 x 1 always does.
        var (longest, tooLarge) = (1, side + 1)
        while tooLarge - longest > 1 {
            let middle = longest + (tooLarge - longest) / 2
            if fits(middle) { longest = middle } else { tooLarge = middle }
        }
        let short = shorterSide(longest: longest)
        return width >= height ? PixelSize(width: longest, height: short) : PixelSize(width: short, height: longest)
    }

    /// In 128 bits, as the limits may be anything that an Int can be.
    private func pixels128(longest: Int) -> Int128 { Int128(longest) * Int128(shorterSide(longest: longest)) }

    private func patches128(longest: Int) -> Int128 {
        (Int128(longest) + 31) / 32 * ((Int128(shorterSide(longest: longest)) + 31) / 32)
    }

    private func shorterSide(longest: Int) -> Int {
        let (own, ownShorter) = (Int128(longestSide), Int128(Swift.min(width, height)))
        return Int(Swift.max(1, (2 * ownShorter * Int128(longest) + own) / (2 * own)))
    }
}
