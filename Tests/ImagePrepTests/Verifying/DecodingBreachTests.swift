import ImagePrep
import Testing

struct DecodingBreachTests {
    /// A turn that no blocks can make says nothing of the data.
    @Test(arguments: Fixture.preparable("jpeg", "jpeg").filter { $0.file.contains("/420-") })
    func `what lies turned is decoded as it is stored`(_ fixture: Fixture) throws {
        let bytes = try fixture.bytes
        #expect(ImagePreparer().decodingBreaches(of: bytes.span).isEmpty)
    }

    @Test(arguments: ["jpeg/420-mcu-o1.jpg", "jpeg/420-mcu-o6.jpg"])
    func `being over a limit says nothing of the data`(file: String) throws {
        var options = PrepareOptions()
        (options.maxBytes, options.maxPixels, options.minDimension) = (100, 10, 1_000)
        let bytes = try Fixture.named(file)
        #expect(ImagePreparer(options: options).decodingBreaches(of: bytes.span).isEmpty)
    }

    @Test func `rows that are missing behind a changed height are found`() throws {
        var bytes = try Fixture.named("jpeg/420-mcu-o1.jpg")
        let frame = try #require(bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
        bytes[frame + 5] += 1
        #expect(!ImagePreparer().decodingBreaches(of: bytes.span).isEmpty)
    }

    @Test(arguments: Fixture.preparable("png", "png").filter { $0.file.contains("/palette") })
    func `an index that the palette lacks is kept by prepare, and no breach`(_ fixture: Fixture) throws {
        var chunks = ChunkFile.chunks(try fixture.bytes)
        let palette = try #require(chunks.firstIndex { $0.type == "PLTE" })
        chunks[palette].data = Array(chunks[palette].data.prefix(3))
        chunks.removeAll { $0.type == "tRNS" }
        let output = try ImagePreparer().prepare(ChunkFile.file(chunks)).bytes
        #expect(ImagePreparer().decodingBreaches(of: output.span).isEmpty)
    }

    @Test(arguments: Fixture.preparable("png", "png"))
    func `image data of a PNG that ends too early is found`(_ fixture: Fixture) throws {
        let bytes = try fixture.bytes
        let short = ChunkFile.file(bytes, imageData: ChunkFile.imageData(bytes).dropLast(8).map { $0 })
        #expect(!ImagePreparer().decodingBreaches(of: short.span).isEmpty)
    }

    @Test func `a JFIF of another version decodes like any`() throws {
        let plain = try Fixture.named("jpeg/444-mcu-o1.jpg")
        // SOI, then a JFIF segment of version 83.69.
        let segment: [UInt8] = [0xFF, 0xE0, 0, 16] + Array("JFIF\0".utf8) + [83, 69, 0, 0, 1, 0, 1, 0, 0]
        let strange = plain[..<2] + segment + plain[2...]
        let prepared = try ImagePreparer().prepare(Array(strange))
        #expect(ImagePreparer().decodingBreaches(of: prepared.bytes.span).isEmpty)
        var options = PrepareOptions()
        options.maxDimension = 8
        #expect(try ImagePreparer(options: options).prepare(Array(strange)).receipt.warnings.isEmpty)
    }
}
