import Testing

@testable import ImagePrep

/// What libpng, pngcheck or Go complain of in a chunk is not written, and what browsers show of it stays.
struct PNGReaderRulesTests {
    private static let exif: (type: String, data: [UInt8]) = (
        "eXIf", [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]
    )

    private static func data(_ type: String, of file: [UInt8]) -> [UInt8]? {
        ChunkFile.chunks(file).first { $0.type == type }?.data
    }

    /// Upright, turned, and with a text that has to go: every way to an output of the same samples.
    private static func outputs(_ file: [UInt8]) throws -> [[UInt8]] {
        try [[], [exif], [("tEXt", [65, 0, 66])]].map { (added: [(type: String, data: [UInt8])]) in
            var chunks = ChunkFile.chunks(file)
            chunks.insert(contentsOf: added, at: 1)
            let prepared = try ImagePreparer().prepare(ChunkFile.file(chunks))
            #expect(prepared.receipt.isLossless)
            #expect(ImagePreparer().verify(prepared.bytes).isEmpty)
            #expect(try ImagePreparer().prepare(prepared.bytes).receipt.route == .copy)
            return prepared.bytes
        }
    }

    @Test(arguments: [1, 2, 4])
    func `a palette and its transparency are cut to what samples can name`(depth: Int) throws {
        var picture = PlainPNG.picture(20, 12, colorType: 3, depth: depth)
        let count = 1 << depth
        let (palette, alphas) = (picture.palette, (0..<count).map { UInt8($0 * 17 & 255) })
        picture.palette += [UInt8](repeating: 9, count: 3 * 100)
        for surplus in [0, 3, 60] {
            picture.transparency = alphas + [UInt8](repeating: 8, count: surplus)
            #expect(ImagePreparer().verify(picture.file()).map(\.code).first == "PLTE")
            for output in try Self.outputs(picture.file()) {
                #expect(Self.data("PLTE", of: output) == palette && Self.data("tRNS", of: output) == alphas)
            }
        }
        // Resized or turned to something else, what is transparent stays so.
        var options = PrepareOptions()
        options.maxDimension = 10
        let small = try ImagePreparer(options: options).prepare(picture.file()).bytes
        #expect(try [4, 6].contains(PlainPNG(reading: small).colorType))
    }

    @Test func `transparency longer than its palette is cut`() throws {
        var picture = PlainPNG.picture(20, 12, colorType: 3, depth: 8)
        picture.samples = picture.samples.map { $0 % 4 }
        picture.palette = Array(picture.palette.prefix(12))
        picture.transparency = [0, 100, 255, 255, 7, 7]
        #expect(ImagePreparer().verify(picture.file()).map(\.code) == ["tRNS"])
        #expect(try ImagePreparer().prepare(picture.file()).receipt.warnings.contains { $0.contains("tRNS") })
        for output in try Self.outputs(picture.file()) {
            #expect(Self.data("tRNS", of: output) == [0, 100, 255, 255])
        }
    }

    @Test(arguments: [(0, 1), (0, 4), (0, 8), (2, 8)])
    func `a transparent colour has no bits above the depth, and no bytes behind`(colorType: Int, depth: Int) throws {
        var picture = PlainPNG.picture(20, 12, colorType: colorType, depth: depth)
        let low = UInt8((1 << depth) - 1)
        let clean: [UInt8] = colorType == 0 ? [0, 5 & low] : [0, 5, 0, 6, 0, 7]
        picture.transparency = clean
        #expect(try ImagePreparer().prepare(picture.file()).receipt.route == .copy)
        let high = clean.enumerated().map { $0.offset % 2 == 0 ? 0xFF : $0.element | ~low }
        for written in [high, clean + [1, 2, 3]] {
            picture.transparency = written
            #expect(ImagePreparer().verify(picture.file()).map(\.code) == ["tRNS"])
            for output in try Self.outputs(picture.file()) { #expect(Self.data("tRNS", of: output) == clean) }
        }
    }

    @Test func `16 bits of a transparent colour all count`() throws {
        var picture = PlainPNG.picture(20, 12, colorType: 0, depth: 16)
        picture.transparency = [0xFF, 0x00]
        #expect(try ImagePreparer().prepare(picture.file()).receipt.route == .copy)
    }

    // MARK: - Colours that are kept

    private static func keeping(_ file: [UInt8]) throws -> PreparedImage {
        var options = PrepareOptions()
        options.color = .keep
        let prepared = try ImagePreparer(options: options).prepare(file)
        #expect(ImagePreparer(options: options).verify(prepared.bytes).isEmpty)
        #expect(try ImagePreparer(options: options).prepare(prepared.bytes).receipt.route == .copy)
        return prepared
    }

    private static func big(_ numbers: [UInt32]) -> [UInt8] { numbers.flatMap(ChunkFile.bigEndian) }

    private static let srgbPoints: [UInt32] = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000]
    private static let adobePoints: [UInt32] = [31_270, 32_900, 64_000, 33_000, 21_000, 71_000, 15_000, 6_000]

    /// Chunks, and which of them stay.
    static let kept: [(chunks: [(String, [UInt8])], stays: [Int])] = [
        ([("gAMA", big([45_455]))], [0]), ([("gAMA", big([45_455, 7]))], []), ([("gAMA", [0, 0, 1])], []),
        ([("gAMA", big([0]))], []), ([("gAMA", big([45_455])), ("gAMA", big([100_000]))], [0]),
        ([("sRGB", [0])], [0]), ([("sRGB", [])], []), ([("sRGB", [4])], []), ([("sRGB", [0, 0])], []),
        ([("sRGB", [0]), ("gAMA", big([45_455])), ("cHRM", big(srgbPoints))], [0, 1, 2]),
        ([("sRGB", [0]), ("gAMA", big([100_000])), ("cHRM", big(adobePoints))], [0]),
        ([("cHRM", big(adobePoints))], [0]), ([("cHRM", big(adobePoints + [1]))], []),
        ([("cHRM", big([0, 0, 0, 0, 0, 0, 0, 0]))], []),
        ([("cHRM", big([31_270, 32_900, 64_000, 33_000, 64_000, 33_000, 15_000, 6_000]))], []),
        // What pngcheck draws the line at: ProPhoto's green.
        ([("cHRM", big([34_567, 35_850, 73_470, 26_530, 15_960, 84_040, 3_660, 10]))], []),
        ([("cICP", [12, 13, 0, 1])], [0]), ([("cICP", [12, 13, 0, 1, 5])], []), ([("cICP", [12, 13, 9, 1])], []),
    ]

    @Test(arguments: kept.indices)
    func `colour chunks stay where they have their size and a value that readers take`(index: Int) throws {
        let (chunks, stays) = Self.kept[index]
        let prepared = try Self.keeping(ProfileReadingTests.png(chunks))
        let names = ChunkFile.chunks(prepared.bytes).filter { !["IHDR", "IDAT", "IEND"].contains($0.type) }
        #expect(names.map(\.type) == stays.map { chunks[$0].0 } && names.map(\.data) == stays.map { chunks[$0].1 })
        #expect(prepared.receipt.route == (stays.count == chunks.count ? .copy : .rewrite))
        var options = PrepareOptions()
        options.color = .keep
        let found = ImagePreparer(options: options).verify(try ProfileReadingTests.png(chunks))
        #expect(found.isEmpty == (stays.count == chunks.count))
    }

    @Test func `colour chunks behind the palette go before it`() throws {
        let picture = PlainPNG.picture(20, 12, colorType: 3, depth: 8).file()
        var chunks = ChunkFile.chunks(picture)
        chunks.insert(("gAMA", Self.big([100_000])), at: 2)
        let prepared = try Self.keeping(ChunkFile.file(chunks))
        #expect(ChunkFile.chunks(prepared.bytes).map(\.type) == ["IHDR", "gAMA", "PLTE", "IDAT", "IEND"])
    }

    private static let secret = Array("SECRET-GPS-52".utf8)

    /// What an iCCP chunk may have beside a profile.
    static let profileChunks: [(name: String, data: [UInt8])] = {
        let profile = SyntheticProfile.displayP3.bytes
        let stream = ProfileReadingTests.storedZlib(profile)
        let name = Array("P3\0\0".utf8)
        return [
            ("behind the stream", name + stream + secret),
            ("behind the declared size", name + ProfileReadingTests.storedZlib(profile + secret)),
            ("a name with spaces at its end", Array("P3 \0\0".utf8) + stream),
            ("a name with a control in it", Array("P\u{7}3\0\0".utf8) + stream),
            ("a window of 256 bytes", name + small(profile)),
        ]
    }()

    /// Another profile's worth of zeros behind it, from 2,000 bytes before, in a stream that promises 256.
    private static func small(_ profile: [UInt8]) -> [UInt8] {
        var raw = profile + [UInt8](repeating: 0, count: 3_000)
        raw.replaceSubrange(0..<4, with: ChunkFile.bigEndian(UInt32(raw.count)))
        var writer = DeflateWriter()
        writer.stored(raw.dropLast(3))
        writer.beginStatic()
        writer.staticSymbol(257)
        writer.code(19, 5)
        writer.bits(1_000 - 769, 8)
        writer.staticSymbol(256)
        return writer.zlib(raw, header: [0x08, 0x1D])
    }

    @Test(arguments: profileChunks.indices)
    func `a profile that is kept is nothing but a profile`(index: Int) throws {
        let file = try ProfileReadingTests.png([("iCCP", Self.profileChunks[index].data)])
        var options = PrepareOptions()
        options.color = .keep
        #expect(ImagePreparer(options: options).verify(file).map(\.code) == ["iCCP"])
        let prepared = try Self.keeping(file)
        let data = try #require(Self.data("iCCP", of: prepared.bytes))
        let nameEnd = try #require(data.firstIndex(of: 0))
        // PlainInflate insists on the stream's end.
        let written = try PlainInflate.zlib(Array(data[(nameEnd + 2)...]))
        #expect(written.count == written.prefix(4).reduce(0) { $0 << 8 | Int($1) })
        #expect(written.dropFirst(4).starts(with: SyntheticProfile.displayP3.bytes.dropFirst(4)))
        #expect(!prepared.bytes.contains(canary: "SECRET-GPS-52"))
        options.maxDimension = 3
        let resized = try ImagePreparer(options: options).prepare(file)
        #expect(Self.data("iCCP", of: resized.bytes) == data)
    }

    @Test func `a profile as it should be is kept as it stands`() throws {
        let data = Array("P3\0\0".utf8) + ProfileReadingTests.storedZlib(SyntheticProfile.displayP3.bytes)
        let file = try ProfileReadingTests.png([("iCCP", data)])
        #expect(try Self.keeping(file).bytes == file)
        // Both are not permitted, and the profile comes first.
        let both = try ProfileReadingTests.png([("sRGB", [0]), ("iCCP", data)])
        #expect(try Self.keeping(both).bytes == file)
    }

    @Test func `a profile that zlib refuses is none`() throws {
        var writer = DeflateWriter()
        writer.stored(SyntheticProfile.displayP3.bytes)
        writer.beginStatic()
        writer.staticSymbol(0)
        writer.staticSymbol(286)
        writer.code(0, 5)
        writer.staticSymbol(256)
        let raw = SyntheticProfile.displayP3.bytes + [UInt8](repeating: 0, count: 259)
        let file = try ProfileReadingTests.png([("iCCP", Array("P3\0\0".utf8) + writer.zlib(raw))])
        guard case .broken = try ImagePreparer().inspect(file.span).profile else {
            return #expect(Bool(false), "it was read")
        }
    }
}
