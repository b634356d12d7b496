import Foundation
import ImagePrep
import Testing

struct JPEGEncodingTests {
    @Test(arguments: [1, 10, 25, 49, 50, 75, 90, 95, 100])
    func `the quality of annex K's tables is found again`(quality: Int) {
        let tables = JPEGEncodingSettings(quality: quality, color: .yCbCr).tables
        #expect(QualityEstimate.quality(of: tables, color: .yCbCr) == quality)
    }

    @Test
    func `annex K's tables are the printed ones at quality 50, and all ones at 100`() {
        let luma = QuantizationTable.standard(quality: 50, isChroma: false).steps
        #expect(luma.prefix(8) == [16, 11, 10, 16, 24, 40, 51, 61])
        #expect(luma.last == 99)
        #expect(QuantizationTable.standard(quality: 50, isChroma: true).steps.prefix(4) == [17, 18, 24, 47])
        #expect(QuantizationTable.standard(quality: 100, isChroma: true).steps.allSatisfy { $0 == 1 })
    }

    @Test
    func `a table that is transposed twice is the same`() {
        let table = QuantizationTable(steps: (0..<64).map { UInt16($0 + 1) })
        #expect(table.transposed.steps.prefix(3) == [1, 9, 17])
        #expect(table.transposed.transposed == table)
    }

    @Test(arguments: PlanarColor.allCases)
    func `planes of every colour come back as they were, whatever the sampling`(color: PlanarColor) throws {
        let encoder = try JPEGEncoder()
        let decoder = try JPEGDecoder()
        for luma in [(1, 1), (2, 1), (1, 2), (2, 2), (4, 1), (4, 2), (4, 4)] {
            let sampling = (0..<color.planeCount).map { index in
                color.isChroma(index) || color.planeCount == 1
                    ? SamplingFactors.one : SamplingFactors(horizontal: luma.0, vertical: luma.1)
            }
            let format = PlanarFormat(size: PixelSize(width: 43, height: 29), color: color, sampling: sampling)
            let planes = try gradients(format)
            let settings = JPEGEncodingSettings(quality: 100, color: color)
            let bytes = try #require(try encoder.encode(planes, settings, maxBytes: .max))
            try decoder.open(
                bytes.span, layout: .planes, scaleEighths: 8, in: PreparationContext())
            var source = try JPEGPlaneSource(decoder)
            #expect(source.format == format)
            var strips = try PlaneStrips(of: source, stripCount: 64)
            #expect(try strips.fill(from: &source, of: bytes.span))
            for (index, plane) in planes.planes.enumerated() {
                for y in 0..<plane.size.height {
                    for x in 0..<plane.size.width {
                        #expect(abs(Int(strips.planes[index][x, y]) - Int(plane[x, y])) <= 2)
                    }
                }
            }
        }
    }

    @Test
    func `an encode stops at its budget, and one of exactly that size does not`() throws {
        let encoder = try JPEGEncoder()
        let format = PlanarFormat(yCbCr: PixelSize(width: 333, height: 201), luma: .one)
        let planes = try gradients(format)
        let settings = JPEGEncodingSettings(quality: 90, color: .yCbCr)
        let whole = try #require(try encoder.encode(planes, settings, maxBytes: .max))
        #expect(try encoder.encode(planes, settings, maxBytes: whole.count) == whole)
        for short in [0, 1, 2, 100, whole.count - 1] {
            #expect(try encoder.encode(planes, settings, maxBytes: short) == nil)
        }
        #expect(try encoder.encode(planes, settings, maxBytes: .max) == whole)
    }

    @Test
    func `steps that libjpeg cannot divide by are clamped`() throws {
        let encoder = try JPEGEncoder()
        let format = PlanarFormat(size: PixelSize(width: 16, height: 16), color: .gray, sampling: [.one])
        let planes = try gradients(format)
        for step in [0, 1, 255, 256, 8_191, 8_192, 65_535] as [UInt16] {
            let settings = JPEGEncodingSettings(tables: [
                QuantizationTable(steps: [UInt16](repeating: step, count: 64))
            ])
            #expect(try encoder.encode(planes, settings, maxBytes: .max) != nil)
        }
    }

    private func gradients(_ format: PlanarFormat) throws -> Planes {
        let planes = try Planes(format)
        for (index, plane) in planes.planes.enumerated() {
            for y in 0..<plane.size.height {
                for x in 0..<plane.size.width { plane[x, y] = UInt8((x * 2 + y * 3 + index * 40) % 256 / 2 + 64) }
            }
        }
        return planes
    }
}
