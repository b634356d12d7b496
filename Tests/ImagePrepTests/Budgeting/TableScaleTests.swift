import ImagePrep
import Testing

struct TableScaleTests {
    private let fine = JPEGEncodingSettings(quality: 100, color: .yCbCr).tables

    @Test(arguments: [1, 20, 49, 50, 75, 99])
    func `at a quality's scale the tables are that quality's`(quality: Int) {
        let scale = TableScale(finest: fine, color: .yCbCr)
        let tables = scale.tables(at: TableScale.scale(quality: quality))
        let standard = JPEGEncodingSettings(quality: quality, color: .yCbCr).tables
        for (mine, theirs) in zip(tables, standard) {
            for (step, exact) in zip(mine.steps, theirs.steps) { #expect(abs(Int(step) - Int(exact)) <= 1) }
        }
        #expect(TableScale.quality(scale: TableScale.scale(quality: quality)) == quality)
    }

    @Test func `no step is finer than the source's`() {
        // A source of its own kind: coarse where annex K is fine.
        let source = [QuantizationTable](
            repeating: QuantizationTable(steps: (0..<64).map { UInt16(60 - $0 / 2) }), count: 3)
        let scale = TableScale(finest: source, color: .yCbCr)
        #expect(scale.tables(at: 0) == source)
        for factor in [0.05, 0.3, 1, 4] {
            for (table, finest) in zip(scale.tables(at: factor), source) {
                #expect(zip(table.steps, finest.steps).allSatisfy { $0 >= $1 })
            }
        }
    }

    @Test func `between two qualities there are many tables`() {
        let scale = TableScale(finest: fine, color: .yCbCr)
        let between = stride(from: 0.40, to: 0.42, by: 0.001).map { scale.tables(at: $0) }
        #expect(Set(between).count >= 8)
    }
}
