import ImagePrep
import Testing

struct QualitySearchTests {
    @Test(arguments: TestImage.formats, [0.7, 0.4, 0.2])
    func `the budget is kept and used in at most two encodes`(format: PlanarFormat, share: Double) throws {
        let planes = try TestImage.planes(format)
        let settings = JPEGEncodingSettings(quality: 95, color: format.color)
        let encoder = try JPEGEncoder()
        let whole = try #require(try encoder.encode(planes, settings, maxBytes: .max))
        let maxBytes = Int(Double(whole.count) * share)
        let model = try JPEGSizeEstimator()
        try model.take(planes)
        var search = QualitySearch(
            model, settings: settings, format: format, maxBytes: maxBytes, coarsest: QuantizationScale.scale(quality: 5)
        )
        let made = try #require(try search.run(planes, PreparationContext()))
        #expect(made.bytes.count <= maxBytes)
        #expect(Double(made.bytes.count) >= 0.97 * Double(maxBytes))
        #expect(search.encodes <= 2)
    }

    @Test func `what fits at the finest is left at the finest`() throws {
        let planes = try TestImage.planes(TestImage.format420)
        let settings = JPEGEncodingSettings(quality: 60, color: .yCbCr)
        let model = try JPEGSizeEstimator()
        try model.take(planes)
        var search = QualitySearch(
            model, settings: settings, format: TestImage.format420, maxBytes: 10_000_000,
            coarsest: QuantizationScale.scale(quality: 50))
        let made = try #require(try search.run(planes, PreparationContext()))
        #expect(made.scale == 0)
        #expect(search.encodes == 1)
    }

    @Test func `the floor is kept where the budget is below it`() throws {
        let planes = try TestImage.planes(TestImage.format420)
        let settings = JPEGEncodingSettings(quality: 90, color: .yCbCr)
        let model = try JPEGSizeEstimator()
        try model.take(planes)
        var search = QualitySearch(
            model, settings: settings, format: TestImage.format420, maxBytes: 5_000,
            coarsest: QuantizationScale.scale(quality: 50))
        let made = try search.run(planes, PreparationContext())
        #expect(made == nil)
        #expect(search.encodes == 0)
        #expect(search.fewestBytes > 5_000)
    }
}
