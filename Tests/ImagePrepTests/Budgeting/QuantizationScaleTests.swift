import ImagePrep
import Testing

struct QuantizationScaleTests {
    private let fine = JPEGEncodingSettings(quality: 100, color: .yCbCr).tables

    @Test(arguments: [1, 20, 49, 50, 75, 99])
    func `a quality's scale is that quality`(quality: Int) {
        #expect(QuantizationScale.quality(scale: QuantizationScale.scale(quality: quality)) == quality)
    }

    @Test func `a larger scale has no finer step, luma begins near annex K's and spares low frequencies in the end`() {
        let scale = QuantizationScale(finest: fine, format: TestImage.format420)
        var last = scale.tables(at: 0)
        for quality in stride(from: 98, to: 5, by: -4) {
            let tables = scale.tables(at: QuantizationScale.scale(quality: quality))
            for (coarser, finer) in zip(tables, last) {
                #expect(zip(coarser.steps, finer.steps).allSatisfy { $0 >= $1 })
            }
            let standard = QuantizationTable.standard(quality: quality, isChroma: false).steps
            // Of the first 15 frequencies, which decide what a picture looks like, and later of the first three.
            for index in [0, 1, 2, 3, 4, 8, 9, 10, 11, 16, 17, 18, 24, 25, 32] where quality >= 80 {
                let (mine, theirs) = (Double(tables[0].steps[index]), Double(standard[index]))
                #expect(abs(mine - theirs) <= max(1, 0.6 * theirs))
            }
            for index in [0, 1, 8] where quality < 30 { #expect(tables[0].steps[index] < standard[index]) }
            last = tables
        }
    }

    @Test func `no step is finer than the source's`() {
        // A source of its own kind: coarse where annex K is fine.
        let source = [QuantizationTable](
            repeating: QuantizationTable(steps: (0..<64).map { UInt16(60 - $0 / 2) }), count: 3)
        let scale = QuantizationScale(finest: source, format: TestImage.format420)
        #expect(scale.tables(at: 0) == source)
        for factor in [0.05, 0.3, 1, 4] {
            for (table, finest) in zip(scale.tables(at: factor), source) {
                #expect(zip(table.steps, finest.steps).allSatisfy { $0 >= $1 })
            }
        }
    }

    @Test func `between two qualities there are many tables`() {
        let scale = QuantizationScale(finest: fine, format: TestImage.format420)
        let between = stride(from: 0.40, to: 0.42, by: 0.001).map { scale.tables(at: $0) }
        #expect(Set(between).count >= 8)
    }

    @Test func `low frequencies come first`() {
        let coarse = QuantizationTable(steps: [UInt16](repeating: 9, count: 64))
        let fine = QuantizationTable(steps: [UInt16](repeating: 1, count: 64))
        // T.81, figure A.6: 0, 1, 8, 16, 9, 2 are the first of the zigzag.
        let mixed = coarse.finer(fine, upTo: 6)
        #expect(mixed.steps.indices.filter { mixed.steps[$0] == 1 } == [0, 1, 2, 8, 9, 16])
        #expect(coarse.finer(fine, upTo: 64) == fine)
        #expect(coarse.finer(fine, upTo: 63).steps[63] == 9)
    }
}
