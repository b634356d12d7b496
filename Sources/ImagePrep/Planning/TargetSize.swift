extension PixelSize {
    /// The largest size of this shape within both limits; itself where it is within them. Never larger, no side below 1.
    ///
    /// The longer side is the largest for which the limits hold; the shorter follows it, rounded to the nearest pixel, half
    /// up. Both limits must be at least 1.
    package func fitted(maxPixels: Int, maxDimension: Int?) -> PixelSize {
        let side = Swift.min(longestSide, maxDimension ?? longestSide)
        guard side < longestSide || pixels128(longest: longestSide) > Int128(maxPixels) else { return self }
        // The pixel count grows with the longer side, so halving finds the last that fits; 1 x 1 always does.
        var (fits, tooLarge) = (1, side + 1)
        while tooLarge - fits > 1 {
            let middle = fits + (tooLarge - fits) / 2
            if pixels128(longest: middle) <= Int128(maxPixels) { fits = middle } else { tooLarge = middle }
        }
        let short = shorterSide(longest: fits)
        return width >= height ? PixelSize(width: fits, height: short) : PixelSize(width: short, height: fits)
    }

    /// In 128 bits, as the limits may be anything that an Int can be.
    private func pixels128(longest: Int) -> Int128 { Int128(longest) * Int128(shorterSide(longest: longest)) }

    private func shorterSide(longest: Int) -> Int {
        let (own, ownShorter) = (Int128(longestSide), Int128(Swift.min(width, height)))
        return Int(Swift.max(1, (2 * ownShorter * Int128(longest) + own) / (2 * own)))
    }
}
