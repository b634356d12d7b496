import CImageCodecsTesting
import ImagePrep
import Testing

struct ResamplingTests {
    struct Sizes: Sendable, CustomTestStringConvertible {
        var from: PixelSize
        var to: PixelSize
        var testDescription: String { "\(from) to \(to)" }

        init(_ width: Int, _ height: Int, _ toWidth: Int, _ toHeight: Int) {
            from = PixelSize(width: width, height: height)
            to = PixelSize(width: toWidth, height: toHeight)
        }

        static let all = [
            Sizes(1, 1, 1, 1), Sizes(1, 40, 1, 7), Sizes(40, 1, 7, 1), Sizes(37, 41, 37, 41), Sizes(37, 41, 37, 13),
            Sizes(37, 41, 13, 41), Sizes(97, 61, 75, 47), Sizes(96, 64, 48, 32), Sizes(97, 61, 26, 17),
            Sizes(96, 64, 6, 4), Sizes(200, 100, 2, 1), Sizes(211, 3, 1, 1), Sizes(5, 5, 11, 9), Sizes(131, 7, 130, 6),
        ]
    }

    static func noise(_ count: Int, upTo maximum: UInt16 = 255, seed: UInt64 = 7) -> [UInt16] {
        var generator = Noise(seed: seed)
        // Mostly the extremes: they overshoot most.
        return (0..<count).map { _ in
            Bool.random(using: &generator)
                ? UInt16.random(in: 0...maximum, using: &generator) : (Bool.random(using: &generator) ? 0 : maximum)
        }
    }

    static func resample(
        _ samples: [UInt16], _ sizes: Sizes, layout: SampleLayout, filter: ResizeFilter
    ) throws -> [UInt16] {
        var resampler = RowResampler()
        let source = try PixelBuffer(
            samples, size: sizes.from, channels: layout.channels, bytesPerSample: layout.bytesPerSample)
        return try source.resampled(
            to: sizes.to, hasAlpha: layout.hasAlpha, filter: filter, using: &resampler
        ).samples()
    }

    @Test(arguments: ResizeFilter.allCases, Sizes.all)
    func `8-bit samples are within one level of double precision`(filter: ResizeFilter, sizes: Sizes) throws {
        let samples = Self.noise(sizes.from.pixelCount)
        let expected = ResampleReference(filter: filter).resample(
            samples.map { Double($0) }, from: sizes.from, to: sizes.to)
        let result = try Self.resample(samples, sizes, layout: .plane8, filter: filter)
        #expect(largestError(of: result, against: expected, upTo: 255) <= 1)
    }

    @Test func `no row is resampled after it was cancelled`() throws {
        let (from, to) = (PixelSize(width: 64, height: 64), PixelSize(width: 31, height: 33))
        let source = try PixelBuffer(Self.noise(from.pixelCount), size: from, channels: 1, bytesPerSample: 1)
        var target = try PixelBuffer(size: to, channels: 1, bytesPerSample: 1)
        let flag = CancellationFlag()
        let workspace = PreparationContext(cancellation: flag).workspace
        try workspace.resamplers.first.begin(
            horizontal: AxisMapping(from: from.width, to: to.width),
            vertical: AxisMapping(from: from.height, to: to.height), layout: .plane8, filter: .lanczos3)
        let bytes = source.bytes
        try workspace.resamplers.first.push(bytes, rowBytes: source.rowBytes, rowCount: 20, into: &target)
        flag.raise()
        #expect(throws: ImagePrepError.cancelled) {
            try workspace.resamplers.first.push(
                bytes.extracting((20 * source.rowBytes)...), rowBytes: source.rowBytes, rowCount: 44, into: &target)
        }
        #expect(workspace.resamplers.first.sourceRow == 20)
    }

    @Test(arguments: ResizeFilter.allCases, Sizes.all)
    func `16-bit samples are within one level of double precision`(filter: ResizeFilter, sizes: Sizes) throws {
        let samples = Self.noise(sizes.from.pixelCount, upTo: 65_535)
        let expected = ResampleReference(filter: filter).resample(
            samples.map { Double($0) }, from: sizes.from, to: sizes.to)
        let layout = SampleLayout(channels: 1, bytesPerSample: 2)
        let result = try Self.resample(samples, sizes, layout: layout, filter: filter)
        #expect(largestError(of: result, against: expected, upTo: 65_535) <= 1)
    }

    @Test(arguments: ResizeFilter.allCases, Sizes.all)
    func `kernels with SIMD give the plain kernels' bits`(filter: ResizeFilter, sizes: Sizes) throws {
        let layouts = [
            SampleLayout.plane8, SampleLayout(channels: 3, bytesPerSample: 1),
            SampleLayout(channels: 4, bytesPerSample: 1, hasAlpha: true), SampleLayout(channels: 2, bytesPerSample: 2),
        ]
        for layout in layouts {
            let maximum: UInt16 = layout.bytesPerSample == 1 ? 255 : 65_535
            let samples = Self.noise(sizes.from.pixelCount * layout.channels, upTo: maximum)
            let fast = try Self.resample(samples, sizes, layout: layout, filter: filter)
            ip_hide_instructions(true)
            defer { ip_hide_instructions(false) }
            #expect(try Self.resample(samples, sizes, layout: layout, filter: filter) == fast)
        }
    }

    @Test(arguments: ResizeFilter.allCases, Sizes.all)
    func `a constant picture stays constant`(filter: ResizeFilter, sizes: Sizes) throws {
        for level: UInt16 in [0, 1, 127, 254, 255] {
            let samples = [UInt16](repeating: level, count: sizes.from.pixelCount)
            let result = try Self.resample(samples, sizes, layout: .plane8, filter: filter)
            #expect(result.allSatisfy { $0 == level })
        }
    }

    @Test(arguments: [2, 3, 4], ResizeFilter.allCases)
    func `interleaved channels come out as each channel alone`(channels: Int, filter: ResizeFilter) throws {
        let sizes = Sizes(67, 45, 31, 20)
        let samples = Self.noise(sizes.from.pixelCount * channels)
        let together = try Self.resample(
            samples, sizes, layout: SampleLayout(channels: channels, bytesPerSample: 1), filter: filter)
        for channel in 0..<channels {
            let alone = stride(from: channel, to: samples.count, by: channels).map { samples[$0] }
            let expected = try Self.resample(alone, sizes, layout: .plane8, filter: filter)
            #expect(stride(from: channel, to: together.count, by: channels).map { together[$0] } == expected)
        }
    }

    @Test(arguments: [1, 2])
    func `an axis that does not change is copied`(bytesPerSample: Int) throws {
        let sizes = Sizes(23, 31, 23, 31)
        let samples = Self.noise(sizes.from.pixelCount, upTo: bytesPerSample == 1 ? 255 : 65_535)
        let layout = SampleLayout(channels: 1, bytesPerSample: bytesPerSample)
        #expect(try Self.resample(samples, sizes, layout: layout, filter: .lanczos3) == samples)
    }

    @Test func `a resampler gives the same result whatever it resampled before`() throws {
        let small = Sizes(3, 3, 2, 2)
        let pixels = Self.noise(small.from.pixelCount, upTo: 65_535)
        let layout = SampleLayout(channels: 1, bytesPerSample: 2)
        let expected = try Self.resample(pixels, small, layout: layout, filter: .lanczos3)

        var resampler = RowResampler()
        let other = try PixelBuffer(
            [UInt16](repeating: 255, count: 3_000), size: PixelSize(width: 60, height: 50), channels: 1,
            bytesPerSample: 1)
        _ = try other.resampled(to: PixelSize(width: 50, height: 20), filter: .box, using: &resampler)
        let source = try PixelBuffer(pixels, size: small.from, channels: 1, bytesPerSample: 2)
        #expect(try source.resampled(to: small.to, filter: .lanczos3, using: &resampler).samples() == expected)
    }
}
