import ImagePrep
import Testing

struct JPEGSizeEstimatorTests {
    @Test(arguments: TestImage.formats, [30, 60, 90])
    func `an estimate is within three per cent of the file`(format: PlanarFormat, quality: Int) throws {
        let planes = try TestImage.planes(format)
        let model = try JPEGSizeEstimator()
        try model.take(planes)
        var settings = JPEGEncodingSettings(quality: quality, color: format.color)
        let estimate = try model.estimate(settings.tables)
        settings.optimizesHuffman = true
        let bytes = try #require(try JPEGEncoder().encode(planes, settings, maxBytes: .max))
        #expect(!model.isWhole)
        #expect(abs(estimate.byteCount / Double(bytes.count) - 1) <= 0.03)
    }

    @Test func `a small picture is counted whole and to a few bytes`() throws {
        let format = PlanarFormat(
            yCbCr: PixelSize(width: 60, height: 50), luma: SamplingFactors(horizontal: 2, vertical: 2))
        let planes = try TestImage.planes(format)
        let model = try JPEGSizeEstimator()
        try model.take(planes)
        var settings = JPEGEncodingSettings(quality: 75, color: format.color)
        let estimate = try model.estimate(settings.tables)
        settings.huffmanCodes = estimate.huffmanCodes
        let bytes = try #require(try JPEGEncoder().encode(planes, settings, maxBytes: .max))
        #expect(model.isWhole)
        #expect(abs(estimate.byteCount / Double(bytes.count) - 1) <= 0.005)
    }

    @Test(.enabled(if: ReferenceDecoder.isThere, "needs djpeg"), arguments: TestImage.formats)
    func `Huffman codes of the sample serve for the whole picture`(format: PlanarFormat) throws {
        let planes = try TestImage.planes(format)
        let model = try JPEGSizeEstimator()
        try model.take(planes)
        var settings = JPEGEncodingSettings(quality: 85, color: format.color)
        let plain = try #require(try JPEGEncoder().encode(planes, settings, maxBytes: .max))
        settings.huffmanCodes = try model.estimate(settings.tables).huffmanCodes
        let coded = try #require(try JPEGEncoder().encode(planes, settings, maxBytes: .max))
        settings.huffmanCodes = nil
        settings.optimizesHuffman = true
        let optimal = try #require(try JPEGEncoder().encode(planes, settings, maxBytes: .max))
        // The best that is possible, but for a hundredth.
        #expect(coded.count < plain.count)
        #expect(Double(coded.count) <= 1.01 * Double(optimal.count))
        #expect(try ReferenceDecoder.decode(coded) == ReferenceDecoder.decode(plain))
    }

    @Test func `codes are whole and none is all ones`() throws {
        let planes = try TestImage.planes(TestImage.format420)
        let model = try JPEGSizeEstimator()
        try model.take(planes)
        for quality in [1, 50, 95, 100] {
            let tables = JPEGEncodingSettings(quality: quality, color: .yCbCr).tables
            for code in try model.estimate(tables).huffmanCodes.codes {
                #expect(code.counts.reduce(0) { $0 + Int($1) } == code.symbols.count)
                #expect(Set(code.symbols).count == code.symbols.count)
                // Kraft's sum is below one: what is left over is the code of ones.
                let sum = code.counts.enumerated().reduce(0) { $0 + Int($1.element) << (15 - $1.offset) }
                #expect(sum < 1 << 16)
            }
        }
    }
}
