import ImagePrep
import Testing

struct ResamplingGeometryTests {
    /// Where a picture's content lies along x: how far a slope is from what it should be there, in target pixels.
    @Test(arguments: ResizeFilter.allCases, [1000, 769, 500, 333, 270, 62])
    func `nothing is shifted by more than a fiftieth of a pixel`(filter: ResizeFilter, width: Int) throws {
        let source = PixelSize(width: 1000, height: 1)
        let slope = (0..<source.width).map { UInt16($0 * 60) }
        let layout = SampleLayout(channels: 1, bytesPerSample: 2)
        let sizes = ResamplingTests.Sizes(source.width, 1, width, 1)
        let result = try ResamplingTests.resample(slope, sizes, layout: layout, filter: filter)
        let factor = Double(source.width) / Double(width)
        // Away from the edges, where every window is whole.
        let inner = (width / 4)..<(width * 3 / 4)
        let shifts = inner.map { x in
            let exact = ((Double(x) + 0.5) * factor - 0.5) * 60
            return (Double(result[x]) - exact) / (60 * factor)
        }
        #expect(abs(shifts.reduce(0, +) / Double(shifts.count)) <= 0.02)
    }

    @Test func `a step lies where it lay`() throws {
        // 8 bits: the area under the step tells where it is.
        for width in [997, 613, 499, 101] {
            let step = (0..<2_000).map { UInt16($0 < 900 ? 0 : 255) }
            let sizes = ResamplingTests.Sizes(2_000, 1, width, 1)
            let result = try ResamplingTests.resample(step, sizes, layout: .plane8, filter: .bilinear)
            let position = Double(width) - result.reduce(0.0) { $0 + Double($1) / 255 }
            #expect(abs(position - 900 * Double(width) / 2_000) <= 0.02)
        }
    }

    @Test func `chroma that covers half a sample less is stretched by what it covers`() throws {
        // 4:2:0 of 9 pixels: 5 samples that cover 4.5.
        let mapping = AxisMapping(sourceCount: 5, begin: 0, end: 4.5, targetCount: 3)
        let still = AxisMapping(from: 1, to: 1)
        let samples: [Double] = [10, 50, 90, 130, 170]
        let expected = ResampleReference(filter: .bilinear).resample(samples, mapping, still)
        var resampler = RowResampler()
        let source = try PixelBuffer(
            samples.map { UInt16($0) }, size: PixelSize(width: 5, height: 1), channels: 1, bytesPerSample: 1)
        var target = try PixelBuffer(size: PixelSize(width: 3, height: 1), channels: 1, bytesPerSample: 1)
        try resampler.begin(horizontal: mapping, vertical: still, layout: .plane8, filter: .bilinear)
        try resampler.push(source.bytes, rowBytes: source.rowBytes, rowCount: 1, into: &target)
        #expect(largestError(of: target.samples(), against: expected, upTo: 255) <= 1)
    }

    @Test(arguments: [1, 2, 7, 64, 200], [(97, 41), (41, 97), (64, 64), (90, 89)])
    func `rows that are taken away a few at a time are those of the whole`(stripRows: Int, heights: (Int, Int)) throws {
        let (from, to) = (PixelSize(width: 53, height: heights.0), PixelSize(width: 31, height: heights.1))
        var random = SeededGenerator(seed: 1)
        let samples = (0..<from.pixelCount).map { _ in UInt16(UInt8.random(in: 0...255, using: &random)) }
        let source = try PixelBuffer(samples, size: from, channels: 1, bytesPerSample: 1)
        let horizontal = AxisMapping(from: from.width, to: to.width)
        let vertical = AxisMapping(from: from.height, to: to.height)
        var whole = try PixelBuffer(size: to, channels: 1, bytesPerSample: 1)
        var resampler = RowResampler()
        try resampler.begin(horizontal: horizontal, vertical: vertical, layout: .plane8, filter: .lanczos3)
        try resampler.push(source.bytes, rowBytes: source.rowBytes, rowCount: from.height, into: &whole)

        var strip = try PixelBuffer(
            size: PixelSize(width: to.width, height: stripRows), channels: 1, bytesPerSample: 1)
        var rows: [UInt16] = []
        try resampler.begin(horizontal: horizontal, vertical: vertical, layout: .plane8, filter: .lanczos3)
        // As strips of a decoder come, five rows at a time.
        for first in stride(from: 0, to: from.height, by: 5) {
            let end = min(first + 5, from.height)
            while true {
                try resampler.pushUntilFull(min(resampler.sourceRow, end)..<end, of: source, into: &strip)
                let count = resampler.targetRow - resampler.firstKeptRow
                guard count > 0, count == stripRows || resampler.isComplete else { break }
                rows += strip.samples().prefix(count * to.width)
                resampler.emptyStrip()
            }
        }
        #expect(rows == whole.samples())
    }

    @Test(arguments: ResizeFilter.allCases)
    func `a shift of half a sample averages neighbours`(filter: ResizeFilter) throws {
        let mapping = AxisMapping(sourceCount: 16, begin: 0.5, end: 16.5, targetCount: 16)
        let still = AxisMapping(from: 1, to: 1)
        let samples = (0..<16).map { Double($0 * 10) }
        let expected = ResampleReference(filter: filter).resample(samples, mapping, still)
        var resampler = RowResampler()
        let source = try PixelBuffer(
            samples.map { UInt16($0) }, size: PixelSize(width: 16, height: 1), channels: 1, bytesPerSample: 1)
        var target = try PixelBuffer(size: PixelSize(width: 16, height: 1), channels: 1, bytesPerSample: 1)
        try resampler.begin(horizontal: mapping, vertical: still, layout: .plane8, filter: filter)
        try resampler.push(source.bytes, rowBytes: source.rowBytes, rowCount: 1, into: &target)
        let result = target.samples()
        #expect(largestError(of: result, against: expected, upTo: 255) <= 1)
        // Whatever the filter, a slope moves by half its step.
        #expect(result[7] == 75)
    }

    @Test func `a very long picture keeps its sides and little memory`() throws {
        var resampler = RowResampler()
        let source = try PixelBuffer(
            [UInt16](repeating: 90, count: 65_251 * 8), size: PixelSize(width: 65_251, height: 8), channels: 1,
            bytesPerSample: 1)
        let target = PixelSize(width: 512, height: 1)
        let result = try source.resampled(to: target, filter: .lanczos3, using: &resampler)
        #expect(result.samples().allSatisfy { $0 == 90 })
        let memoryByteCount = resampler.memoryByteCount
        #expect(memoryByteCount < 1 << 20)
    }

    @Test(arguments: [1, 3, 16])
    func `rows may come in any portions`(portion: Int) throws {
        let samples = ResamplingTests.noise(50 * 47)
        let size = PixelSize(width: 50, height: 47)
        let goal = PixelSize(width: 21, height: 19)
        var resampler = RowResampler()
        let source = try PixelBuffer(samples, size: size, channels: 1, bytesPerSample: 1)
        let expected = try source.resampled(to: goal, filter: .lanczos3, using: &resampler).samples()
        var target = try PixelBuffer(size: goal, channels: 1, bytesPerSample: 1)
        try resampler.begin(
            horizontal: AxisMapping(from: 50, to: 21), vertical: AxisMapping(from: 47, to: 19), layout: .plane8,
            filter: .lanczos3)
        for y in stride(from: 0, to: size.height, by: portion) {
            let bytes = source.bytes.extracting((y * source.rowBytes)..<source.byteCount)
            let rowCount = min(portion, size.height - y)
            try resampler.push(bytes, rowBytes: source.rowBytes, rowCount: rowCount, into: &target)
        }
        let isComplete = resampler.isComplete
        #expect(isComplete)
        #expect(target.samples() == expected)
    }

    @Test func `a target of another size is refused, not overrun`() throws {
        var resampler = RowResampler()
        let source = try PixelBuffer(
            [1, 2, 3, 4], size: PixelSize(width: 2, height: 2), channels: 1, bytesPerSample: 1)
        var target = try PixelBuffer(size: PixelSize(width: 1, height: 2), channels: 1, bytesPerSample: 1)
        try resampler.begin(
            horizontal: AxisMapping(from: 2, to: 1), vertical: AxisMapping(from: 2, to: 1), layout: .plane8,
            filter: .box)
        #expect(throws: ImagePrepError.self) {
            try resampler.push(source.bytes, rowBytes: source.rowBytes, rowCount: 2, into: &target)
        }
    }
}
