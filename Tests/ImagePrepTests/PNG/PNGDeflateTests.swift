import Testing

@testable import ImagePrep

/// Photos are deflated by ISA-L, what compresses well by libdeflate.
struct PNGDeflateTests {
    @Test(arguments: [0, 40, 255])
    func `large pictures come out as they went in, whatever they compress to`(noise: Int) throws {
        let picture = Self.picture(noise: noise)
        let output = try PNGRenderingTests.rendered(picture.file(orientation: 6))
        #expect(try Self.samples(of: output.bytes) == picture.oriented(6).samples)
        let share = Double(output.bytes.count) / Double(picture.samples.count)
        // Without noise ISA-L would leave three times as much as libdeflate; all noise can only be stored.
        #expect([0: 0.0...0.01, 40: 0.6...0.8, 255: 1.0...1.01][noise]?.contains(share) == true, "\(share)")
    }

    @Test func `an inflater that shares nothing with any library reads the same`() throws {
        let output = try PNGRenderingTests.rendered(Self.picture(noise: 40).file(orientation: 6))
        let samples = try PlainPNG(reading: output.bytes).samples
        #expect(try Self.samples(of: output.bytes) == samples)
    }

    @Test func `the same workspace goes from one to the other`() throws {
        let workspace = Workspace()
        let pictures = [40, 0, 40].map { Self.picture(noise: $0) }
        let outputs = try pictures.map { picture in
            let file = picture.file(orientation: 3)
            let inspection = try ImagePreparer().inspect(file.span)
            let plan = Plan(.render(), targetSize: inspection.uprightSize, format: .png)
            return try Renderer(PreparationContext(using: workspace))
                .render(file.span, inspection, plan).bytes
        }
        #expect(outputs[0] == outputs[2])
        #expect(outputs[1].count < outputs[0].count / 50)
    }

    /// By libpng or libdeflate, which did not write what ISA-L did.
    private static func samples(of file: [UInt8]) throws -> [Int] {
        let black = PrepareOptions.BackgroundColor(red: 0, green: 0, blue: 0)
        return try DecodedImage(decoding: file.span, background: black, limits: InputLimits()).samples.map(Int.init)
    }

    /// 1 MiB of RGB: a slope, and up to `noise` more at random on each sample.
    private static func picture(noise: Int) -> PlainPNG {
        let (width, height) = (620, 600)
        var random = PlainNoise(seed: 7)
        let samples = (0..<width * height * 3).map { index in
            let slope = (index / 3 % width + index / 3 / width) / 8
            return (slope + (noise == 0 ? 0 : (random.next() & 0xFFFF) % (noise + 1))) & 255
        }
        return PlainPNG(width: width, height: height, depth: 8, colorType: 2, samples: samples, palette: [])
    }
}
