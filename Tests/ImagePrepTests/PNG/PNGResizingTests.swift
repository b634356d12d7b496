import ImagePrep
import Testing

struct PNGResizingTests {
    static func rendered(
        _ file: [UInt8], to size: PixelSize, options: PrepareOptions = PrepareOptions()
    ) throws(ImagePrepError) -> RouteOutput {
        let inspection = try ImagePreparer(options: options).inspect(file.span)
        let plan = Plan(.render(), targetSize: size, format: .png)
        return try Renderer(PreparationContext(options)).render(file.span, inspection, plan)
    }

    /// Blocks of 4x4 equal pixels become one pixel each under the box filter, whatever the kind: what is left is expansion.
    @Test(arguments: PlainPNG.kinds.indices)
    func `a box of equal pixels becomes their gray or RGB, at 8 or 16 bits`(kind: Int) throws {
        let (colorType, depth) = PlainPNG.kinds[kind]
        let small = PlainPNG.picture(7, 5, colorType: colorType, depth: depth)
        var large = small
        (large.width, large.height) = (28, 20)
        large.samples = (0..<560).flatMap { pixel in
            let start = (pixel / 28 / 4 * 7 + pixel % 28 / 4) * small.channels
            return small.samples[start..<(start + small.channels)]
        }
        var options = PrepareOptions()
        options.filter = .box
        for orientation in 1...8 {
            let size = orientation < 5 ? PixelSize(width: 7, height: 5) : PixelSize(width: 5, height: 7)
            let output = try Self.rendered(large.file(orientation: orientation), to: size, options: options)
            #expect(!output.isLossless)
            let read = try PlainPNG(reading: output.bytes)
            let expected = small.expanded.oriented(orientation)
            #expect(read.colorType == expected.colorType && read.depth == expected.depth && read.width == size.width)
            #expect(read.withoutHiddenColor == expected.withoutHiddenColor, "orientation \(orientation)")
        }
    }

    @Test(arguments: [(0, 1), (0, 16), (2, 8), (2, 16), (3, 4)])
    func `tRNS becomes alpha`(colorType: Int, depth: Int) throws {
        var picture = PlainPNG.picture(6, 6, colorType: colorType, depth: depth)
        let key = Array(picture.samples[3..<(3 + (colorType == 2 ? 3 : 1))])
        picture.transparency = colorType == 3 ? [0, 0, 0, 128] : key.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
        if colorType == 2 { for index in 3..<6 { picture.samples[index] = key[index - 3] } }
        var options = PrepareOptions()
        options.filter = .box
        let wide = try Self.rendered(picture.repeatedTwice.file(), to: PixelSize(width: 6, height: 6), options: options)
        let read = try PlainPNG(reading: wide.bytes)
        #expect(read.withoutHiddenColor == picture.expanded.withoutHiddenColor)
        #expect(read.colorType == (colorType == 0 ? 4 : 6))
    }

    @Test func `a palette of grays becomes gray`() throws {
        var picture = PlainPNG.picture(8, 8, colorType: 3, depth: 2)
        picture.palette = [0, 0, 0, 90, 90, 90, 180, 180, 180, 255, 255, 255]
        let output = try Self.rendered(picture.file(), to: PixelSize(width: 4, height: 4))
        #expect(try PlainPNG(reading: output.bytes).colorType == 0)
    }

    @Test(arguments: [100, 400, 1_000, 3_000, 20_000])
    func `no budget is ever reached or passed`(budget: Int) throws {
        var options = PrepareOptions()
        options.maxBytes = budget
        options.format = .png
        for (colorType, depth) in PlainPNG.kinds {
            let picture = PlainPNG.picture(31, 23, colorType: colorType, depth: depth)
            let outcome = Result { () throws(ImagePrepError) in
                try PNGRenderingTests.rendered(picture.file(orientation: 6), options: options)
            }
            switch outcome {
            case .success(let output):
                #expect(output.bytes.count < budget)
                let read = try PlainPNG(reading: output.bytes)
                #expect(read.width == output.size.width && read.height == output.size.height)
                if output.size.width == 23 { #expect(output.isLossless && read == picture.oriented(6)) }
            case .failure(.budgetUnreachable(let asked, let smallest)):
                #expect(asked == budget && smallest >= budget && budget < 1_000)
            case .failure(let error): Issue.record(error)
            }
        }
    }
}

extension PlainPNG {
    /// Every pixel as two times two of them.
    var repeatedTwice: PlainPNG {
        var large = self
        (large.width, large.height) = (2 * width, 2 * height)
        large.samples = (0..<(4 * width * height)).flatMap { pixel in
            let start = (pixel / (2 * width) / 2 * width + pixel % (2 * width) / 2) * channels
            return samples[start..<(start + channels)]
        }
        return large
    }

    /// As gray or RGB of 8 or 16 bits, with alpha where there is a tRNS.
    var expanded: PlainPNG {
        var result = self
        (result.palette, result.transparency) = ([], [])
        result.depth = max(8, depth)
        let scale = depth < 8 && colorType == 0 ? 255 / ((1 << depth) - 1) : 1
        if colorType == 3 {
            result.colorType = transparency.isEmpty ? 2 : 6
            result.samples = samples.flatMap { index in
                palette[(index * 3)..<(index * 3 + 3)].map(Int.init)
                    + (transparency.isEmpty ? [] : [index < transparency.count ? Int(transparency[index]) : 255])
            }
        } else if !transparency.isEmpty {
            result.colorType = colorType + 4
            let key = stride(from: 0, to: transparency.count, by: 2).map {
                Int(transparency[$0]) << 8 | Int(transparency[$0 + 1])
            }
            result.samples = stride(from: 0, to: samples.count, by: channels).flatMap { start in
                let pixel = Array(samples[start..<(start + channels)])
                return pixel.map { $0 * scale } + [pixel == key ? 0 : (1 << result.depth) - 1]
            }
        } else {
            result.samples = samples.map { $0 * scale }
        }
        return result
    }

    /// Nobody sees the colour of what is wholly transparent, and resampling with alpha drops it.
    var withoutHiddenColor: PlainPNG {
        guard colorType >= 4 else { return self }
        var result = self
        for start in stride(from: 0, to: samples.count, by: channels) where samples[start + channels - 1] == 0 {
            for channel in 0..<channels { result.samples[start + channel] = 0 }
        }
        return result
    }
}
