import ImagePrep
import Testing

struct PNGRenderingTests {
    static let sizes = [(1, 1), (13, 7), (9, 18)]

    /// Renders at its own size, whatever a planner would choose.
    static func rendered(
        _ file: [UInt8], options: PrepareOptions = PrepareOptions()
    ) throws(ImagePrepError) -> RouteOutput {
        let inspection = try ImagePreparer(options: options).inspect(file.span)
        let plan = Plan(.render(), targetSize: inspection.uprightSize, format: .png)
        return try Renderer(PreparationContext(options)).render(file.span, inspection, plan)
    }

    @Test(arguments: PlainPNG.kinds.indices, 1...8)
    func `every kind comes out upright with its samples, depth and palette as they were`(
        kind: Int, orientation: Int
    ) throws {
        let (colorType, depth) = PlainPNG.kinds[kind]
        for (width, height) in Self.sizes {
            let picture = PlainPNG.picture(width, height, colorType: colorType, depth: depth)
            for interlaced in [false, true] {
                let output = try Self.rendered(picture.file(interlaced: interlaced, orientation: orientation))
                #expect(output.isLossless)
                let read = try PlainPNG(reading: output.bytes)
                #expect(read == picture.oriented(orientation), "\(width)x\(height), interlaced \(interlaced)")
            }
        }
    }

    @Test(arguments: [(0, 1), (0, 8), (0, 16), (2, 8), (2, 16), (3, 2), (3, 8)])
    func `transparency by colour and by palette travels along`(colorType: Int, depth: Int) throws {
        var picture = PlainPNG.picture(11, 5, colorType: colorType, depth: depth)
        picture.transparency = colorType == 0 ? [0, 1] : colorType == 2 ? [0, 1, 0, 2, 0, 3] : [9, 200, 255]
        #expect(try PlainPNG(reading: Self.rendered(picture.file(orientation: 6)).bytes) == picture.oriented(6))
    }

    @Test func `image data in many small chunks is one stream`() throws {
        let picture = PlainPNG.picture(21, 17, colorType: 6, depth: 8)
        #expect(
            try PlainPNG(reading: Self.rendered(picture.file(orientation: 8, chunkBytes: 1)).bytes)
                == picture.oriented(8)
        )
    }

    @Test func `indices that the palette lacks get black entries`() throws {
        var picture = PlainPNG.picture(8, 8, colorType: 3, depth: 8)
        picture.palette.removeLast(3 * 100)
        picture.samples[17] = 200
        picture.samples = picture.samples.map { min($0, 200) }
        let output = try Self.rendered(picture.file())
        #expect(output.warnings.count == 1)
        let read = try PlainPNG(reading: output.bytes)
        #expect(read.palette == picture.palette + [UInt8](repeating: 0, count: 3 * 45))
        #expect(read.samples == picture.samples)
    }

    @Test func `unused bits of a row's last byte come out as zero`() throws {
        let picture = PlainPNG.picture(3, 4, colorType: 0, depth: 1)
        var file = picture.file(filter: 0)
        // Signature, IHDR, IDAT's frame, zlib's header and the stored block's: then one filter byte and one byte a row.
        let rows = 8 + 25 + 8 + 2 + 5
        for row in 0..<4 { file[rows + row * 2 + 1] |= 0x1F }
        let data = Array(file[(rows - 7)..<(rows + 8)])
        let raw = Array(file[rows..<(rows + 8)])
        let stream = data + picture.big(Int(PlainInflate.adler32(raw)))
        file = Array(file[..<33]) + picture.chunk("IDAT", stream) + picture.chunk("IEND", [])
        #expect(try PlainPNG(reading: Self.rendered(file).bytes) == picture)
    }

    @Test func `the same input gives the same bytes, also from a workspace that was used`() throws {
        let options = PrepareOptions()
        let workspace = Workspace()
        let files = [(30, 20, 6, 8), (5, 60, 3, 4), (17, 17, 2, 16)].map { width, height, colorType, depth in
            PlainPNG.picture(width, height, colorType: colorType, depth: depth).file(orientation: 7)
        }
        for file in files + files.reversed() {
            let inspection = try ImagePreparer(options: options).inspect(file.span)
            let plan = Plan(.render(), targetSize: inspection.uprightSize, format: .png)
            let again = try Renderer(PreparationContext(options, using: workspace)).render(
                file.span, inspection, plan)
            #expect(try again.bytes == Self.rendered(file).bytes)
        }
    }
}
