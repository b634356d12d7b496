/// The quality that the tables of a picture come closest to, by libjpeg's scale.
package enum QualityEstimate {
    /// The best of 1...100 for all tables together.
    ///
    /// Cameras have tables of their own, so the nearest is taken: the sum of the steps' differences, each as a share of the
    /// step, is least. Where two are equally near, the higher one, because it gives away less.
    ///
    /// - Parameter tables: one a plane.
    package static func quality(of tables: [QuantizationTable], color: PlanarColor) -> Int {
        var best = (quality: 100, distance: Double.infinity)
        for quality in stride(from: 100, through: 1, by: -1) {
            let distance = distance(tables, color, quality)
            if distance < best.distance { best = (quality, distance) }
        }
        return best.quality
    }

    private static func distance(_ tables: [QuantizationTable], _ color: PlanarColor, _ quality: Int) -> Double {
        let standard = [false, true].map { QuantizationTable.standard(quality: quality, isChroma: $0).steps }
        var sum = 0.0
        for (index, table) in tables.enumerated() {
            for (mine, theirs) in zip(table.steps, standard[color.isChroma(index) ? 1 : 0]) {
                sum += abs(Double(mine) - Double(theirs)) / Double(max(mine, theirs, 1))
            }
        }
        return sum
    }
}
