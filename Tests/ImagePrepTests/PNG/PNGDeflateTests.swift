import Testing

@testable import ImagePrep

/// Photos are deflated by ISA-L, what compresses well by libdeflate; an inflater of the tests' own reads both.
struct PNGDeflateTests {
    @Test(arguments: [(2, 8), (6, 8), (0, 16), (2, 16)], [0, 40, 255])
    func `large pictures come out as they went in, whatever they compress to`(kind: (Int, Int), noise: Int) throws {
        let picture = Self.picture(700, 560, colorType: kind.0, depth: kind.1, noise: noise)
        let output = try PNGRenderingTests.rendered(picture.file(orientation: 6))
        #expect(try PlainPNG(reading: output.bytes) == picture.turned(6))
    }

    /// ISA-L gives three times the bytes there.
    @Test func `what compresses well does`() throws {
        let picture = Self.picture(700, 560, colorType: 2, depth: 8, noise: 0)
        let output = try PNGRenderingTests.rendered(picture.file(orientation: 6))
        #expect(output.bytes.count < picture.samples.count / 100)
    }

    @Test func `a noisy picture is hardly larger than its samples`() throws {
        let picture = Self.picture(700, 560, colorType: 2, depth: 8, noise: 255)
        let output = try PNGRenderingTests.rendered(picture.file(orientation: 6))
        #expect(output.bytes.count > picture.samples.count)
        #expect(output.bytes.count < picture.samples.count + picture.samples.count / 100)
    }

    @Test func `the same workspace goes from one to the other`() throws {
        var workspace = Workspace()
        var stages = StageClock()
        let pictures = [40, 0, 40].map { Self.picture(700, 560, colorType: 2, depth: 8, noise: $0) }
        let outputs = try pictures.map { picture in
            let file = picture.file(orientation: 3)
            let inspection = try ImagePreparer().inspect(file.span)
            guard case .png(let structure) = inspection.container else { return [UInt8]() }
            let plan = Plan(route: .render, reason: "", targetSize: inspection.uprightSize, format: .png)
            return try PNGRenderer(options: PrepareOptions())
                .render(file.span, inspection, structure, plan, &stages, &workspace).bytes
        }
        #expect(outputs[0] == outputs[2])
        for (output, picture) in zip(outputs, pictures) {
            #expect(try PlainPNG(reading: output) == picture.turned(3))
        }
    }

    /// A slope, and up to `noise` more at random on each sample.
    private static func picture(_ width: Int, _ height: Int, colorType: Int, depth: Int, noise: Int) -> PlainPNG {
        var picture = PlainPNG.picture(width, height, colorType: colorType, depth: depth)
        var random = PlainNoise(seed: 7)
        let channels = PlainPNG.channels(colorType)
        picture.samples = picture.samples.indices.map { index in
            let pixel = index / channels
            let slope = (pixel % width + pixel / width) / 8
            return (slope + (noise == 0 ? 0 : (random.next() & 0xFFFF) % (noise + 1))) & (1 << depth - 1)
        }
        return picture
    }
}
