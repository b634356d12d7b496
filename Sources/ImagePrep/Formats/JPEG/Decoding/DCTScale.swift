/// By how much a JPEG is shrunk while it is decoded, by leaving out high frequencies.
enum DCTScale {
    /// The scale in eighths of the stored size: 8, 4, 2 or 1. The others have no SIMD in libjpeg-turbo and cost more.
    static func eighths(from stored: PixelSize, to target: PixelSize) -> Int {
        let factor = min(
            Double(stored.width) / Double(max(1, target.width)), Double(stored.height) / Double(max(1, target.height)))
        for eighths in [1, 2, 4] where factor * Double(eighths) / 8 >= leastFactor(of: stored, eighths: eighths) {
            return eighths
        }
        return 8
    }

    /// What the filter needs: so many decoded samples for each that is written.
    ///
    /// Decoding at a scale cuts frequencies off sharply and folds some back; the filter then has to have the last word over
    /// what is kept. The fewer pixels a photo has, the sharper it is at that size, and the less there is to save.
    /// docs/decisions/0201 has the measurements.
    private static func leastFactor(of stored: PixelSize, eighths: Int) -> Double {
        if stored.width * stored.height < 1_000_000 { return 2 }
        return eighths == 1 ? 1.75 : 1.5
    }
}
