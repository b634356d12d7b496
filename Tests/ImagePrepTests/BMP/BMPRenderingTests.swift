import ImagePrep
import Testing

struct BMPRenderingTests {
    /// What is made of a BMP, read by the plain reader.
    static func rendered(_ file: [UInt8], _ options: PrepareOptions = PrepareOptions()) throws -> PlainPNG {
        let prepared = try ImagePreparer(options: options).prepare(file)
        #expect(prepared.receipt.format == .png && prepared.receipt.route == .render)
        #expect(ImagePreparer(options: options).verify(prepared.bytes).isEmpty)
        return try PlainPNG(reading: prepared.bytes)
    }

    @Test(arguments: [1, 2, 4, 8], [12, 16, 40, 64, 108, 124])
    func `indices of a palette become its colors`(bits: Int, headerBytes: Int) throws {
        var picture = PlainBMP(headerBytes: headerBytes, bits: bits)
        picture.palette = PlainBMP.noise(3 << bits, below: 256, seed: 7).chunked(3)
        picture.pixels = PlainBMP.noise(picture.width * picture.height, below: 1 << bits)
        let output = try Self.rendered(picture.file)
        #expect(output.width == picture.width && output.height == picture.height && output.colorType == 2)
        #expect(output.samples == picture.samples)
    }

    @Test func `a palette of grays becomes gray`() throws {
        var picture = PlainBMP(bits: 4)
        picture.palette = (0..<16).map { [UInt8](repeating: UInt8($0 * 17), count: 3) }
        picture.pixels = PlainBMP.noise(picture.width * picture.height, below: 16)
        let output = try Self.rendered(picture.file)
        #expect(output.colorType == 0 && output.samples == picture.pixels.map { Int($0) * 17 })
    }

    @Test func `an index that the palette lacks is black`() throws {
        var picture = PlainBMP(bits: 8)
        picture.palette = [[200, 100, 50], [10, 20, 30]]
        picture.pixels = PlainBMP.noise(picture.width * picture.height, below: 4)
        #expect(try Self.rendered(picture.file).samples == picture.samples)
    }

    @Test(arguments: [12, 40, 52, 56, 108, 124], [16, 24, 32])
    func `plain pixels have no alpha whatever their spare bits are`(headerBytes: Int, bits: Int) throws {
        var picture = PlainBMP(headerBytes: headerBytes, bits: bits)
        picture.pixels = PlainBMP.noise(picture.width * picture.height, below: 1 << bits)
        let output = try Self.rendered(picture.file)
        #expect(output.colorType == 2 && output.samples == picture.samples)
    }

    @Test(arguments: [false, true])
    func `a negative height puts the first row on top`(isTopDown: Bool) throws {
        var picture = PlainBMP(isTopDown: isTopDown)
        picture.pixels = PlainBMP.noise(picture.width * picture.height, below: 1 << 24)
        #expect(try Self.rendered(picture.file).samples == picture.samples)
    }

    static let masks: [(bits: Int, masks: [UInt32])] = [
        (16, [0xF800, 0x07E0, 0x001F, 0]), (16, [0x0F00, 0x00F0, 0x000F, 0xF000]),
        (16, [0x7C00, 0x03E0, 0x001F, 0x8000]),
        (16, [0x00C0, 0x0038, 0x0007, 0]), (32, [0xFF, 0xFF00, 0xFF0000, 0xFF00_0000]),
        (32, [0xFF00_0000, 0xFF0000, 0xFF00, 0xFF]), (32, [0x3FF0_0000, 0xF_FC00, 0x3FF, 0xC000_0000]),
        (32, [0xFFFF_0000, 0xFF00, 0xFF, 0]), (32, [0xFF, 0, 0xFF00, 0]), (16, [0, 0xFFFF, 0, 0]),
    ]

    @Test(arguments: masks.indices, [40, 52, 56, 108, 124])
    func `masks say where channels stand`(index: Int, headerBytes: Int) throws {
        var picture = PlainBMP(headerBytes: headerBytes, bits: Self.masks[index].bits, compression: 3)
        picture.masks = Self.masks[index].masks
        picture.pixels = PlainBMP.noise(picture.width * picture.height, below: 1 << picture.bits)
        // Of these headers only those of 56 bytes and more have room for a mask of alpha.
        let file = picture.file
        if headerBytes < 56 { picture.masks[3] = 0 }
        let output = try Self.rendered(file)
        #expect(output.colorType == (picture.masks[3] == 0 ? 2 : 6))
        #expect(output.withoutHiddenColors == picture.samples.withoutHiddenColors(output.channels))
    }

    @Test func `a mask of alpha counts under plain pixels too, and behind the header`() throws {
        for (headerBytes, compression) in [(108, 0), (40, 6)] {
            var picture = PlainBMP(headerBytes: headerBytes, bits: 32, compression: compression)
            picture.masks = [0xFF0000, 0xFF00, 0xFF, 0xFF00_0000]
            picture.pixels = PlainBMP.noise(picture.width * picture.height, below: 1 << 32)
            let output = try Self.rendered(picture.file)
            #expect(output.colorType == 6 && output.samples == picture.samples)
        }
    }

    @Test func `it becomes a JPEG where the caller or the budget wants one`() throws {
        let file = try Fixture.named("bmp/rgb24.bmp")
        var options = PrepareOptions()
        options.format = .jpeg
        let asked = try ImagePreparer(options: options).prepare(file)
        #expect(asked.receipt.format == .jpeg && ImagePreparer(options: options).verify(asked.bytes).isEmpty)
        options.format = .auto
        options.maxBytes = try ImagePreparer().prepare(file).bytes.count * 9 / 10
        let forced = try ImagePreparer(options: options).prepare(file)
        #expect(forced.receipt.format == .jpeg && forced.bytes.count < options.maxBytes)
    }

    @Test(arguments: [
        "rgb24-core", "rgb24-topdown", "rgb32", "masks32-bgr", "masks32-behind", "rgb24-gaps", "rgb24-linked",
    ])
    func `fixtures of the same picture are the same picture`(name: String) throws {
        let plain = try Self.rendered(Fixture.named("bmp/rgb24.bmp"))
        #expect(try Self.rendered(Fixture.named("bmp/\(name).bmp")) == plain)
    }

    /// As Chromium shows it, and Pillow.
    @Test func `alpha of 0 everywhere is a blank picture, with a warning`() throws {
        let prepared = try ImagePreparer().prepare(Fixture.named("bmp/rgba32-blank.bmp"))
        #expect(prepared.receipt.warnings == ["All its pixels are transparent."])
        let read = try PlainPNG(reading: prepared.bytes)
        let alphas = stride(from: 3, to: read.samples.count, by: 4).map { read.samples[$0] }
        #expect(read.channels == 4 && alphas.allSatisfy { $0 == 0 })
    }

    @Test func `an embedded profile is converted, as the same profile in a PNG is`() throws {
        let file = try Fixture.named("bmp/rgb24-p3.bmp")
        let prepared = try ImagePreparer().prepare(file)
        #expect(prepared.receipt.colorConversion != nil)
        var options = PrepareOptions()
        options.color = .keep
        let kept = try ImagePreparer(options: options).prepare(file)
        #expect(kept.receipt.colorConversion == nil)
        // The PNG with the profile is converted by the room of PNG.
        let converted = try PlainPNG(reading: ImagePreparer().prepare(kept.bytes).bytes)
        #expect(try converted == PlainPNG(reading: prepared.bytes))
        #expect(try Self.rendered(Fixture.named("bmp/rgb24.bmp")) == PlainPNG(reading: kept.bytes))
    }
}

extension [UInt32] {
    fileprivate func chunked(_ count: Int) -> [[UInt8]] {
        stride(from: 0, to: self.count, by: count).map { start in self[start..<start + count].map { UInt8($0) } }
    }
}

extension PlainPNG {
    fileprivate var withoutHiddenColors: [Int] { samples.withoutHiddenColors(channels) }
}

extension [Int] {
    /// The color of a pixel whose alpha is 0 is nobody's business.
    fileprivate func withoutHiddenColors(_ channels: Int) -> [Int] {
        guard channels == 4 else { return self }
        return stride(from: 0, to: count, by: 4).flatMap {
            self[$0 + 3] == 0 ? [0, 0, 0, 0] : Array(self[$0..<$0 + 4])
        }
    }
}
