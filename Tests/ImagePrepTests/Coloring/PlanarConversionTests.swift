import CImageCodecsTesting
import Testing

@testable import ImagePrep

/// Conversion of planes of YCbCr, held against the same arithmetic in plain floating point.
struct PlanarConversionTests {
    static let factors = [(1, 1), (2, 1), (2, 2), (1, 2), (4, 1), (4, 2)]
    static let sizes = [(64, 48), (61, 37), (1, 1), (2, 5), (17, 3), (33, 2)]

    @Test(arguments: factors)
    func `the plain kernels and those for this machine agree to the bit`(horizontal: Int, vertical: Int) throws {
        for (width, height) in Self.sizes {
            let format = Self.format(width, height, horizontal, vertical)
            var results: [[[UInt8]]] = []
            defer { ip_hide_instructions(false) }
            for isPlain in [false, true] {
                ip_hide_instructions(isPlain)
                let planes = try Self.noise(format, seed: 5)
                let conversion = try PlanarConversion(
                    Self.converter(.displayP3), format, in: PreparationContext())
                try conversion.convert(.init(planes: planes.planes, first: [0, 0, 0]), count: height)
                results.append(planes.planes.map { $0.buffer.packedBytes() })
            }
            #expect(results[0] == results[1], "\(width)x\(height)")
        }
    }

    @Test(arguments: factors)
    func `strip by strip gives what the whole picture gives`(horizontal: Int, vertical: Int) throws {
        let format = Self.format(61, 90, horizontal, vertical)
        let whole = try Self.noise(format, seed: 8)
        try whole.convert(with: Self.converter(.adobeRGB), in: PreparationContext())
        var source = try ConvertedPlaneSource(
            StripSource(planes: Self.noise(format, seed: 8)), Self.converter(.adobeRGB), in: PreparationContext())
        var strips = try PlaneStrips(of: source, stripCount: 2)
        var rows: [[UInt8]] = [[], [], []]
        let noFile: [UInt8] = []
        while try strips.fill(from: &source, of: noFile.span) {
            for index in 0..<3 {
                let width = format.planeSize(index).width
                for y in 0..<strips.rowCounts[index] {
                    for x in 0..<width { rows[index].append(strips.planes[index][x, y]) }
                }
            }
        }
        #expect(rows == whole.planes.map { $0.buffer.packedBytes() })
    }

    @Test(arguments: [SyntheticProfile.displayP3, .adobeRGB, .proPhoto, .rec2020], factors.prefix(4))
    func `a plain colour becomes that colour in sRGB`(profile: SyntheticProfile, factors: (Int, Int)) throws {
        let converter = try Self.converter(profile)
        let format = Self.format(9, 7, factors.0, factors.1)
        for rgb in [[0.2, 0.5, 0.7], [0.9, 0.85, 0.8], [0.1, 0.1, 0.12], [1, 1, 1], [0, 0, 0], [0.6, 0.3, 0.25]] {
            let planes = try Planes(format)
            let stored = Self.yCbCr(rgb).map { UInt8(min(255, max(0, $0.rounded()))) }
            for index in 0..<3 { planes.planes[index].fill(stored[index]) }
            try planes.convert(with: converter, in: PreparationContext())
            // What the stored samples say, which is not quite the colour they were made from.
            let expected = Self.yCbCr(profile.exactSRGB(Self.rgb(stored.map(Double.init))))
            for index in 0..<3 {
                let found = planes.planes[index].buffer.packedBytes()
                let largest = found.map { abs(Double($0) - expected[index]) }.max() ?? 255
                #expect(largest <= 1.6, "\(profile) \(rgb) plane \(index): \(found[0]), not \(expected[index])")
            }
        }
    }

    @Test func `Little CMS converts planes as the tables do`() throws {
        let format = Self.format(61, 37, 2, 2)
        let ours = try Self.noise(format, seed: 3)
        let theirs = try Self.noise(format, seed: 3)
        try ours.convert(with: Self.converter(.displayP3), in: PreparationContext())
        let lut = SourceColor.lut(try ICCProfile(SyntheticProfile.displayP3.bytes))
        let converter = try #require(try ColorConverter(lut, .rgb, bytesPerSample: 1))
        try theirs.convert(with: converter, in: PreparationContext())
        for index in 0..<3 {
            let pairs = zip(ours.planes[index].buffer.packedBytes(), theirs.planes[index].buffer.packedBytes())
            #expect(pairs.allSatisfy { abs(Int($0) - Int($1)) <= 2 })
        }
    }

    @Test func `planes of RGB and gray are converted where they are`() throws {
        for color in [PlanarColor.rgb, .gray] {
            let sampling = Array(repeating: SamplingFactors.one, count: color.planeCount)
            let format = PlanarFormat(size: PixelSize(width: 21, height: 4), color: color, sampling: sampling)
            let planes = try Self.noise(format, seed: 4)
            let before = planes.planes.map { $0.buffer.packedBytes() }
            let profile = color == .gray ? SyntheticProfile.gray(.gamma(1.8)) : .adobeRGB
            let reader = ProfileReader(limits: InputLimits())
            let source = try reader.color(of: profile.bytes, for: color == .gray ? .gray : .rgb)
            let converter = try #require(
                try ColorConverter(source, color == .gray ? .gray : .rgb, bytesPerSample: 1))
            try planes.convert(with: converter, in: PreparationContext())
            let after = planes.planes.map { $0.buffer.packedBytes() }
            for pixel in before[0].indices {
                let samples = before.map { Double($0[pixel]) / 255 }
                let exact =
                    color == .gray
                    ? [SyntheticProfile.encode(SyntheticProfile.power(samples[0], 461.0 / 256))]
                    : profile.exactSRGB(samples)
                for index in exact.indices where abs(exact[index] * 255 - Double(after[index][pixel])) > 1.5 {
                    Issue.record("\(samples) became \(after.map { $0[pixel] })")
                }
            }
        }
    }

    // MARK: - Whole files

    @Test(.enabled(if: ReferenceDecoder.path != nil, "djpeg is not installed"), arguments: ["444", "422", "420"])
    func `a JPEG in Display P3 looks the same in sRGB`(sampling: String) throws {
        let profile = SyntheticProfile.displayP3
        let file = try ProfileReadingTests.jpeg(
            segments: ProfileReadingTests.parts(profile.bytes, count: 1).map { (0xE2, $0) },
            into: "jpeg/\(sampling)-mcu-o1.jpg")
        var options = PrepareOptions()
        options.quality = 98
        let prepared = try ImagePreparer(options: options).prepare(file)
        #expect(
            prepared.receipt.colorConversion
                == "Display P3 to sRGB, relative colorimetric with black point compensation")
        let before = try #require(try ReferenceDecoder.decode(file))
        let after = try #require(try ReferenceDecoder.decode(prepared.bytes))
        var expected = before
        for start in stride(from: 0, to: before.samples.count, by: 3) {
            let exact = profile.exactSRGB(before.samples[start..<start + 3].map { Double($0) / 255 })
            for channel in 0..<3 { expected.samples[start + channel] = UInt8((exact[channel] * 255).rounded()) }
        }
        #expect(after.psnr(to: expected) > 32, "\(after.psnr(to: expected)) dB")
        #expect(after.psnr(to: expected) > before.psnr(to: expected) + 3)
    }

    // MARK: - Pieces

    static func format(_ width: Int, _ height: Int, _ horizontal: Int, _ vertical: Int) -> PlanarFormat {
        PlanarFormat(
            yCbCr: PixelSize(width: width, height: height),
            luma: SamplingFactors(horizontal: horizontal, vertical: vertical))
    }

    static func converter(_ profile: SyntheticProfile) throws -> ColorConverter {
        let color = try ProfileReader(limits: InputLimits()).color(of: profile.bytes, for: .rgb)
        return try #require(try ColorConverter(color, .rgb, bytesPerSample: 1))
    }

    static func noise(_ format: PlanarFormat, seed: UInt64) throws -> Planes {
        var random = Xorshift(state: seed)
        let planes = try Planes(format)
        for plane in planes.planes {
            for y in 0..<plane.buffer.size.height {
                for x in 0..<plane.buffer.size.width { plane[x, y] = UInt8(random.next(below: 256)) }
            }
        }
        return planes
    }

    /// JFIF, from 0...1 to 0...255.
    private static func yCbCr(_ rgb: [Double]) -> [Double] {
        let (r, g, b) = (rgb[0] * 255, rgb[1] * 255, rgb[2] * 255)
        return [
            0.299 * r + 0.587 * g + 0.114 * b, 128 - 0.168736 * r - 0.331264 * g + 0.5 * b,
            128 + 0.5 * r - 0.418688 * g - 0.081312 * b,
        ]
    }

    private static func rgb(_ samples: [Double]) -> [Double] {
        let (y, b, r) = (samples[0], samples[1] - 128, samples[2] - 128)
        return [y + 1.402 * r, y - 0.344136 * b - 0.714136 * r, y + 1.772 * b].map { min(1, max(0, $0 / 255)) }
    }
}

/// Planes in memory as a source of strips of 8 rows of chroma.
private final class StripSource: PlaneSource {
    let planes: Planes

    init(planes: consuming Planes) { self.planes = planes }

    var format: PlanarFormat { planes.format }
    var planeSizes: [PixelSize] { format.sampling.indices.map { format.planeSize($0) } }
    var extents: [PlaneExtent] { format.sampling.indices.map { format.extent($0) } }
    var stripRows: [Int] { format.sampling.map { 8 * $0.vertical } }
    var paddedWidths: [Int] { planeSizes.map(\.width) }

    func readStrip(of file: Span<UInt8>, into strips: inout PlaneStrips) throws(ImagePrepError) {
        let (first, begin) = (strips.rowCounts, zip(strips.firstRows, strips.rowCounts).map { $0 + $1 })
        strips.appendStrip()
        for (index, plane) in strips.planes.enumerated() {
            for y in 0..<strips.rowCounts[index] - first[index] {
                for x in 0..<planeSizes[index].width {
                    plane[x, first[index] + y] = planes.planes[index][x, begin[index] + y]
                }
            }
        }
    }
}

extension Plane {
    fileprivate func fill(_ value: UInt8) {
        for y in 0..<buffer.size.height { for x in 0..<buffer.size.width { self[x, y] = value } }
    }
}
