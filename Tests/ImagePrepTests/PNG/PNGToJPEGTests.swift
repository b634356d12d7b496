import ImagePrep
import Testing

@Suite(.enabled(if: ReferenceDecoder.isThere, "djpeg is not installed"))
struct PNGToJPEGTests {
    static func rendered(
        _ file: [UInt8], options: PrepareOptions = PrepareOptions()
    ) throws(ImagePrepError) -> RouteOutput {
        let inspection = try ImagePreparer(options: options).inspect(file.span)
        let plan = Plan(.render(), targetSize: inspection.uprightSize, format: .jpeg)
        return try Renderer(PreparationContext(options)).render(file.span, inspection, plan)
    }

    /// Colours that change slowly, so that quality 90 shows them nearly as they are.
    static func gradient(_ colorType: Int, _ depth: Int) -> PlainPNG {
        let (width, height, channels, top) = (45, 33, PlainPNG.channels(colorType), (1 << depth) - 1)
        var picture = PlainPNG(width: width, height: height, depth: depth, colorType: colorType, samples: [])
        for y in 0..<height {
            for x in 0..<width {
                let steps = [(x, width), (y, height), (x + y, width + height), (height - y, height + 1)]
                picture.samples += steps[..<channels].map { $0 * top / $1 }
            }
        }
        if colorType == 3 {
            for entry in 0...top {
                let level = UInt8(entry * 255 / top)
                picture.palette += [level, 255 - level, 90]
            }
        }
        return picture
    }

    /// 8-bit samples of the picture laid upon the background, each rounded once.
    static func flat(_ picture: PlainPNG, _ background: [Int], isGray: Bool) -> ReferenceImage {
        let (full, colors) = (picture.expanded, isGray ? 1 : 3)
        let top = Double((1 << full.depth) - 1)
        var samples: [UInt8] = []
        for start in stride(from: 0, to: full.samples.count, by: full.channels) {
            let pixel: [Double] = full.samples[start..<(start + full.channels)].map { Double($0) / top }
            let alpha: Double = full.colorType >= 4 ? pixel[full.channels - 1] : 1
            for channel in 0..<colors {
                let color: Double = 255 * pixel[full.channels < 3 ? 0 : channel]
                let mixed: Double = color * alpha + Double(background[channel]) * (1 - alpha)
                samples.append(UInt8(mixed.rounded()))
            }
        }
        return ReferenceImage(width: picture.width, height: picture.height, channels: colors, samples: samples)
    }

    @Test(arguments: PlainPNG.kinds.indices)
    func `every kind becomes a JPEG of the same picture, upright`(kind: Int) throws {
        let (colorType, depth) = PlainPNG.kinds[kind]
        let picture = Self.gradient(colorType, depth)
        let isGray = colorType == 0 || colorType == 4
        for orientation in Orientation.allCases {
            let output = try Self.rendered(picture.file(orientation: Int(orientation.rawValue)))
            #expect(output.format == .jpeg && output.quality == 90 && !output.isLossless)
            let decoded = try #require(try ReferenceDecoder.decode(output.bytes))
            let expected = Self.flat(picture, [255, 255, 255], isGray: isGray).oriented(orientation)
            // One or two bits a sample are all edges, which a JPEG does not keep as well.
            #expect(decoded.psnr(to: expected) > (depth < 4 ? 28 : 38), "orientation \(orientation)")
        }
    }

    @Test(arguments: [4, 6], [8, 16])
    func `what is transparent shows the background, in colour too`(colorType: Int, depth: Int) throws {
        var options = PrepareOptions()
        options.background = PrepareOptions.BackgroundColor(red: 200, green: 30, blue: 60)
        let picture = Self.gradient(colorType, depth)
        let decoded = try #require(try ReferenceDecoder.decode(Self.rendered(picture.file(), options: options).bytes))
        #expect(decoded.psnr(to: Self.flat(picture, [200, 30, 60], isGray: false)) > 36)
    }

    @Test func `an opaque PNG over the budget becomes a JPEG, and says why`() throws {
        let file = PlainPNG.picture(61, 43, colorType: 2, depth: 8).file()
        var options = PrepareOptions()
        options.maxBytes = try PNGRenderingTests.rendered(file).bytes.count * 3 / 4
        let output = try PNGRenderingTests.rendered(file, options: options)
        #expect(output.format == .jpeg && output.bytes.count < options.maxBytes)
        #expect(output.reasons.sentence.contains("JPEG"))
        options.format = .png
        let smaller = try PNGRenderingTests.rendered(file, options: options)
        #expect(smaller.format == .png && smaller.size.width < 61)
        #expect(smaller.reasons.sentence.contains("as PNG is asked for"))
    }

    @Test func `where no JPEG is small enough a smaller PNG is, and says why`() throws {
        let file = PlainPNG.picture(61, 43, colorType: 2, depth: 8).file()
        var options = PrepareOptions()
        // Headers and tables alone take a JPEG of a pixel more than this, and a PNG of a pixel less.
        options.maxBytes = 120
        let output = try PNGRenderingTests.rendered(file, options: options)
        #expect(output.format == .png && output.bytes.count < 120 && output.size.width < 61)
        #expect(output.reasons.sentence.contains("no JPEG is small enough"))
    }

    @Test func `the smallest size reached is told of both formats`() throws {
        let file = PlainPNG.picture(61, 43, colorType: 2, depth: 8).file()
        func smallest(_ format: PrepareOptions.OutputFormat) -> Int? {
            var options = PrepareOptions()
            (options.maxBytes, options.format) = (40, format)
            let outcome = Result { () throws(ImagePrepError) in
                try ImagePreparer(options: options).prepare(file.span)
            }
            guard case .failure(.budgetUnreachable(40, let smallest)) = outcome else { return nil }
            return smallest
        }
        let (png, jpeg) = (try #require(smallest(.png)), try #require(smallest(.jpeg)))
        #expect(png < jpeg && smallest(.auto) == png)
    }

    @Test func `an alpha channel counts only where something is transparent`() throws {
        var picture = PlainPNG.picture(61, 43, colorType: 6, depth: 8)
        var options = PrepareOptions()
        options.maxBytes = try PNGRenderingTests.rendered(picture.file()).bytes.count * 3 / 4
        let seeThrough = try PNGRenderingTests.rendered(picture.file(), options: options)
        #expect(seeThrough.format == .png && seeThrough.bytes.count < options.maxBytes && seeThrough.size.width < 61)

        for index in stride(from: 3, to: picture.samples.count, by: 4) { picture.samples[index] = 255 }
        options.maxBytes = try PNGRenderingTests.rendered(picture.file()).bytes.count * 3 / 4
        #expect(try PNGRenderingTests.rendered(picture.file(), options: options).format == .jpeg)
    }
}
