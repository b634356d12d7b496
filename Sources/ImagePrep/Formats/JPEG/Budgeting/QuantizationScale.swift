/// Tables between the source's own and coarse ones, in steps as fine as rounding permits.
///
/// At scale s a step is s times that of a shape of our own, and above 0.4 low frequencies follow more slowly; but never finer
/// than the source's: what its coefficients no longer hold costs bytes and shows nothing. Scale 0 are the source's own
/// tables; at any other a picture takes about the bytes that it takes at libjpeg's quality of that scale.
package struct QuantizationScale: Sendable, Hashable {
    /// One a plane: what the tables are at the finest.
    let finest: [QuantizationTable]
    /// One a plane, at scale 1, in quarters.
    private let shapes: [[UInt16]]

    /// - Parameter format: the planes that `finest` is for.
    package init(finest: [QuantizationTable], format: PlanarFormat) {
        self.finest = finest
        shapes = finest.indices.map { index in
            guard format.color.isChroma(index) else { return Self.lumaShape }
            // A chroma sample that stands for four pixels is worth smaller steps than one of its own.
            let pixels = format.pixelsPerSample(index)
            return Self.chromaShape.map { pixels >= 4 ? $0 / 2 : pixels >= 2 ? $0 * 3 / 4 : $0 }
        }
        finestScale = zip(finest, shapes).reduce(Self.even) { least, plane in
            zip(plane.0.steps, plane.1).reduce(least) { least, entry in
                min(least, (2 * Double(entry.0) + 1) * 2 / Double(entry.1))
            }
        }
    }

    /// Up to here the tables are the finest.
    let finestScale: Double

    /// One a plane; a step is at most 255, as baseline readers demand, unless the source's is larger.
    package func tables(at scale: Double) -> [QuantizationTable] {
        let factors = Self.factors(at: scale)
        return zip(finest, shapes).map { finest, shape in
            QuantizationTable(
                steps: finest.steps.indices.map { index in
                    let step = Double(shape[index]) / 4 * factors[min(index / 8 + index % 8, factors.count - 1)]
                    return max(finest.steps[index], UInt16(min(255, max(1, step.rounded()))))
                })
        }
    }

    /// What the shape's steps are multiplied by, for each sum of the two frequencies; the last for all higher ones.
    private static func factors(at scale: Double) -> [Double] {
        guard scale > even else { return Array(repeating: scale, count: exponents.count) }
        return exponents.map { even * PowerLaw.power(scale / even, $0) }
    }

    /// Up to here all steps grow alike. Above it, at the same bytes, finer steps for low frequencies and coarser ones for the
    /// rest score higher by far (docs/measurements/budget.md). The rest grow faster than the scale, so that bytes are what
    /// they were.
    private static let even = 0.4
    private static let exponents = [0.625, 0.8125, 1, 1.1875, 1.25]

    /// Which scale libjpeg gives a quality of 1...100.
    package static func scale(quality: Int) -> Double {
        quality < 50 ? 50 / Double(max(1, quality)) : 2 - Double(min(100, quality)) / 50
    }

    /// The quality of 1...100 that comes closest to a scale.
    package static func quality(scale: Double) -> Int {
        let quality = scale > 1 ? 50 / scale : 100 - 50 * scale
        return min(100, max(1, Int(quality.rounded())))
    }

    // Annex K's tables to the power of 0.7: at the same bytes photos score higher than with annex K's, both by SSIMULACRA2
    // and by PSNR. docs/measurements/budget.md has the measurements.

    private static let lumaShape: [UInt16] = [
        70, 54, 51, 70, 94, 134, 158, 180, 58, 58, 64, 79, 99, 173, 178, 167,
        64, 61, 70, 94, 134, 171, 196, 169, 64, 73, 88, 107, 158, 230, 217, 182,
        76, 88, 127, 169, 194, 270, 259, 211, 94, 122, 167, 186, 219, 261, 277, 240,
        154, 186, 213, 230, 259, 290, 288, 256, 202, 240, 245, 250, 275, 254, 259, 252,
    ]
    private static let chromaShape: [UInt16] =
        [
            74, 76, 94, 150, 252, 252, 252, 252, 76, 86, 98, 190, 252, 252, 252, 252,
            94, 98, 170, 252, 252, 252, 252, 252, 150, 190, 252, 252, 252, 252, 252, 252,
        ] + [UInt16](repeating: 252, count: 32)
}

extension PlanarFormat {
    /// How many pixels a sample of a plane stands for.
    fileprivate func pixelsPerSample(_ index: Int) -> Int {
        full.horizontal * full.vertical / (sampling[index].horizontal * sampling[index].vertical)
    }
}
