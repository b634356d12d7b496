import ImagePrep
import Testing

/// What zlib refuses, and with it libpng, Pillow and browsers, is refused; libdeflate and ISA-L let it pass.
struct DeflateStrictnessTests {
    private static let exif: (String, [UInt8]) = (
        "eXIf", [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]
    )

    static let refused: [(name: String, file: [UInt8])] = [
        ("length symbol 286", DeflatedPNG.staticLength(286)), ("length symbol 287", DeflatedPNG.staticLength(287)),
        ("distance symbol 30", DeflatedPNG.staticDistance(30)),
        ("distance symbol 31", DeflatedPNG.staticDistance(31)),
        ("287 lengths", DeflatedPNG.dynamic(literalCount: 287)),
        ("288 lengths", DeflatedPNG.dynamic(literalCount: 288)),
        ("31 distances", DeflatedPNG.dynamic(distances: [1] + [Int](repeating: 0, count: 30))),
        ("32 distances", DeflatedPNG.dynamic(distances: [1] + [Int](repeating: 0, count: 31))),
        ("a run of zeros over the end", DeflatedPNG.dynamic(distances: [1, -12], distanceCount: 12)),
        ("an incomplete code", DeflatedPNG.dynamic(distances: [2, 2])),
        ("too many codes", DeflatedPNG.dynamic(distances: [1, 1, 1])),
    ]

    static let permitted: [(name: String, file: [UInt8])] = [
        ("length symbol 285", DeflatedPNG.staticLength(285)), ("distance symbol 0", DeflatedPNG.staticDistance(0)),
        ("distance symbol 29", DeflatedPNG.staticDistance(29)), ("286 lengths", DeflatedPNG.dynamic()),
        ("30 distances", DeflatedPNG.dynamic(distances: [1] + [Int](repeating: 0, count: 29))),
        ("a run of zeros to the end", DeflatedPNG.dynamic(distances: [1, -11], distanceCount: 12)),
        ("a complete code", DeflatedPNG.dynamic(distances: [1, 2, 2])),
    ]

    @Test(arguments: permitted.indices)
    func `what deflate permits is copied`(index: Int) throws {
        let file = Self.permitted[index].file
        #expect(ImagePreparer().verify(file).isEmpty, "\(Self.permitted[index].name)")
        #expect(try ImagePreparer().prepare(file).receipt.route == .copy)
    }

    @Test(arguments: refused.indices)
    func `what zlib refuses is refused on every route, and by verify`(index: Int) {
        let (name, file) = Self.refused[index]
        #expect(ImagePreparer().verify(file).map(\.code) == ["imageData"], "\(name)")
        var chunks = ChunkFile.chunks(file)
        chunks.insert((type: Self.exif.0, data: Self.exif.1), at: 1)
        let oriented = ChunkFile.file(chunks)
        for change in Self.routes {
            var options = PrepareOptions()
            change(&options)
            for input in [file, oriented] {
                let error = #expect(throws: ImagePrepError.self) {
                    try ImagePreparer(options: options).prepare(input)
                }
                #expect(error?.code == "malformed", "\(name): \(error?.description ?? "")")
            }
        }
    }

    private static let routes: [@Sendable (inout PrepareOptions) -> Void] = [
        { _ in }, { $0.maxDimension = 100 }, { $0.format = .jpeg },
    ]

    /// Window sizes of 256 bytes and of 32 KiB; the match reaches 1,000 bytes back.
    @Test func `a picture whose stream promises too small a window is written anew`() throws {
        let (file, samples) = DeflatedPNG.window(header: [0x08, 0x1D])
        #expect(ImagePreparer().verify(file).map(\.code) == ["imageData"])
        #expect(try ImagePreparer().plan(file.span).route == .render)
        let prepared = try ImagePreparer().prepare(file)
        #expect(prepared.receipt.isLossless && prepared.receipt.warnings.contains { $0.contains("window") })
        #expect(try PlainPNG(reading: prepared.bytes).samples == samples)
        #expect(ImagePreparer().verify(prepared.bytes).isEmpty)
        let oriented = DeflatedPNG.window(header: [0x08, 0x1D], before: [Self.exif]).file
        #expect(try ImagePreparer().prepare(oriented).receipt.isLossless)
        let right = DeflatedPNG.window(header: [0x78, 0x01]).file
        #expect(try ImagePreparer().prepare(right).receipt.route == .copy)
    }

    @Test(arguments: [[0x88, 0x1C], [0x78, 0x02], [0x79, 0x18], [0x78, 0x20]] as [[UInt8]])
    func `a header that zlib refuses is refused`(header: [UInt8]) {
        let file = DeflatedPNG.window(header: header).file
        let error = #expect(throws: ImagePrepError.self) { try ImagePreparer().prepare(file) }
        #expect(error?.code == "malformed")
    }

    @Test(arguments: 0..<4)
    func `a picture that is cut within its checksum is written anew`(kept: Int) throws {
        let picture = PNGDamageTests.picture
        let file = Array(picture.file().dropLast(12 + 4 + 4 - kept))
        let plan = try ImagePreparer().plan(file.span)
        #expect(plan.route == .render)
        let prepared = try ImagePreparer().prepare(file)
        #expect(prepared.receipt.route == .render && prepared.receipt.isLossless)
        #expect(prepared.receipt.warnings.contains { $0.contains("checksum") })
        #expect(try PlainPNG(reading: prepared.bytes) == picture)
        var jpeg = PrepareOptions()
        jpeg.format = .jpeg
        #expect(throws: Never.self) { try ImagePreparer(options: jpeg).prepare(file) }
    }

    @Test func `a picture that is cut behind its checksum is copied with its end made good`() throws {
        let file = PNGDamageTests.picture.file()
        for missing in [1, 3, 4, 11, 12, 14, 16] {
            let prepared = try ImagePreparer().prepare(Array(file.dropLast(missing)))
            #expect(prepared.bytes == file && prepared.receipt.route == .rewrite, "\(missing)")
        }
    }
}
