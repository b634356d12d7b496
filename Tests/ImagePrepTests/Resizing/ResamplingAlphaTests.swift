import ImagePrep
import Testing

struct ResamplingAlphaTests {
    @Test(arguments: ResizeFilter.allCases)
    func `the colour of transparent pixels bleeds nowhere`(filter: ResizeFilter) throws {
        // Opaque gray on the left; on the right nothing, coloured as loudly as can be.
        let sizes = ResamplingTests.Sizes(64, 16, 23, 7)
        let pixels = (0..<sizes.from.pixelCount).flatMap { index -> [UInt16] in
            index % 64 < 31 ? [100, 100, 100, 255] : [255, 0, 255, 0]
        }
        let layout = SampleLayout(channels: 4, bytesPerSample: 1, hasAlpha: true)
        let result = try ResamplingTests.resample(pixels, sizes, layout: layout, filter: filter)
        for pixel in stride(from: 0, to: result.count, by: 4) {
            let visible = result[pixel + 3] > 0
            #expect(Array(result[pixel..<pixel + 3]) == (visible ? [100, 100, 100] : [0, 0, 0]))
        }
    }

    @Test(arguments: ResizeFilter.allCases, [1, 2])
    func `colour is weighted by alpha`(filter: ResizeFilter, bytesPerSample: Int) throws {
        let sizes = ResamplingTests.Sizes(29, 31, 11, 13)
        let full = bytesPerSample == 1 ? 255.0 : 65_535.0
        let samples = ResamplingTests.noise(sizes.from.pixelCount * 2, upTo: UInt16(full))
        let colors = stride(from: 0, to: samples.count, by: 2).map { Double(samples[$0]) }
        let alphas = stride(from: 1, to: samples.count, by: 2).map { Double(samples[$0]) / full }
        let reference = ResampleReference(filter: filter)
        let alpha = reference.resample(alphas, from: sizes.from, to: sizes.to)
        let premultiplied = reference.resample(zip(colors, alphas).map { $0 * $1 }, from: sizes.from, to: sizes.to)

        let layout = SampleLayout(channels: 2, bytesPerSample: bytesPerSample, hasAlpha: true)
        let result = try ResamplingTests.resample(samples, sizes, layout: layout, filter: filter)
        for index in alpha.indices {
            #expect(abs(Double(result[2 * index + 1]) - min(max(alpha[index], 0), 1) * full) <= 1)
            guard alpha[index] * full >= 1 else { continue }
            let color = min(max(premultiplied[index] / alpha[index], 0), full)
            #expect(abs(Double(result[2 * index]) - color) <= 1)
        }
    }
}
