/// Tables between the source's own and coarse ones, in steps as fine as rounding permits.
///
/// At scale s a step is s times that of annex K, but never finer than the source's: what its coefficients no longer hold
/// costs bytes and shows nothing. Scale 0 are the source's own tables, 1 is libjpeg's quality 50.
package struct TableScale: Sendable, Hashable {
    /// One a plane: what the tables are at the finest.
    let finest: [QuantizationTable]
    /// One a plane: those of annex K.
    private let shapes: [QuantizationTable]

    package init(finest: [QuantizationTable], color: PlanarColor) {
        self.finest = finest
        shapes = finest.indices.map { QuantizationTable.standard(quality: 50, isChroma: color.isChroma($0)) }
    }

    /// One a plane; a step is at most 255, as baseline readers demand, unless the source's is larger.
    package func tables(at scale: Double) -> [QuantizationTable] {
        zip(finest, shapes).map { finest, shape in
            QuantizationTable(
                steps: zip(finest.steps, shape.steps).map { finest, step in
                    max(finest, UInt16(min(255, max(1, (Double(step) * scale).rounded()))))
                })
        }
    }

    /// Which scale libjpeg gives a quality of 1...100.
    package static func scale(quality: Int) -> Double {
        quality < 50 ? 50 / Double(max(1, quality)) : 2 - Double(min(100, quality)) / 50
    }

    /// The quality of 1...100 that comes closest to a scale.
    package static func quality(scale: Double) -> Int {
        let quality = scale > 1 ? 50 / scale : 100 - 50 * scale
        return min(100, max(1, Int(quality.rounded())))
    }
}
