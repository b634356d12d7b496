/// By how much a JPEG is shrunk while it is decoded, by leaving out high frequencies.
enum DCTScale {
    /// What the filter needs: so many decoded samples for each that is written.
    ///
    /// Decoding at a scale cuts frequencies off sharply and folds some back; the filter then has to have the last word over
    /// what is kept. docs/decisions/0201 has the measurements.
    static let leastFactor = 1.5

    /// The scale in eighths of the stored size: 8, 4, 2 or 1. The others have no SIMD in libjpeg-turbo and cost more.
    static func eighths(from stored: PixelSize, to target: PixelSize) -> Int {
        let factor = min(
            Double(stored.width) / Double(max(1, target.width)), Double(stored.height) / Double(max(1, target.height)))
        for eighths in [1, 2, 4] where factor * Double(eighths) / 8 >= leastFactor { return eighths }
        return 8
    }
}
