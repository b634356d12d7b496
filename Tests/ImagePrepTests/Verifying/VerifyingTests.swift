import ImagePrep
import Testing

/// Good outputs, damaged in one way each, must be reported by the name of the damage.
struct VerifyingTests {
    static let jpeg = (try? Fixture.named("jpeg/420-mcu-o1.jpg")) ?? []
    static let png = (try? Fixture.named("png/rgb8-o1.png")) ?? []

    func codes(_ file: [UInt8], _ change: (inout PrepareOptions) -> Void = { _ in }) -> [String] {
        var options = PrepareOptions()
        change(&options)
        return ImagePreparer(options: options).verify(file).map(\.code)
    }

    @Test func `good files have no breach`() {
        #expect(codes(Self.jpeg).isEmpty && codes(Self.png).isEmpty)
        for fixture in Fixture.all where fixture.file.hasPrefix("jpeg/") && fixture.orientation == 1 {
            guard !fixture.what.contains("arithmetic"), let file = try? fixture.bytes else { continue }
            #expect(codes(file).isEmpty, "\(fixture.file)")
        }
    }

    // MARK: - JPEG

    static func segment(_ marker: UInt8, _ payload: [UInt8]) -> [UInt8] {
        [0xFF, marker, UInt8((payload.count + 2) >> 8), UInt8((payload.count + 2) & 0xFF)] + payload
    }

    static func segment(_ marker: UInt8, _ text: String, _ more: [UInt8] = []) -> [UInt8] {
        segment(marker, Array(text.utf8) + more)
    }

    static let exif: [UInt8] = [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]

    /// Segments that each must be reported by that code when they stand behind JFIF.
    static let segments: [(code: String, bytes: [UInt8])] =
        [
            ("exif", segment(0xE1, "Exif\0\0", [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0])),
            ("orientation", segment(0xE1, "Exif\0\0", exif)),
            ("xmp", segment(0xE1, "http://ns.adobe.com/xap/1.0/\0<x/>")),
            ("extendedXMP", segment(0xE1, "http://ns.adobe.com/xmp/extension/\0x")),
            ("iptc", segment(0xED, "Photoshop 3.0\0")),
            ("mpf", segment(0xE2, "MPF\0")),
            ("gainMap", segment(0xE2, "urn:iso:std:iso:ts:21496:-1\0")),
            ("flashpix", segment(0xE2, "FPXR\0")),
            ("iccProfile", segment(0xE2, "ICC_PROFILE\0\u{1}\u{1}", [1, 2, 3])),
            ("jfxx", segment(0xE0, "JFXX\0\u{13}")),
            ("comment", segment(0xFE, "")),
            ("ducky", segment(0xEC, "Ducky")),
            ("adobeExtra", segment(0xEE, "Adobe", [0, 100, 0, 0, 0, 0, 1, 9])),
            ("unusedTable", segment(0xDB, [3] + [UInt8](repeating: 7, count: 64))),
            ("unusedTable", segment(0xDD, [0, 9]) + segment(0xDD, [0, 0])),
            ("fillBytes", [0xFF, 0xFF]),
            ("unknown", [1, 2, 3]),
        ] + (0xE0...0xEF).map { ("app\($0 - 0xE0)", segment(UInt8($0), "nobody's")) }

    @Test(arguments: segments.indices)
    func `a segment that does not belong is named`(index: Int) {
        let damage = Self.segments[index]
        let file = Array(Self.jpeg[..<20]) + damage.bytes + Self.jpeg[20...]
        #expect(codes(file).contains(damage.code), "\(codes(file))")
    }

    @Test(arguments: [
        ("trailer", "a"), ("motionPhoto", "\0\0\0\u{18}ftypmp42"), ("afcp", "AXS!AXS!\0\0\0\0\0\0\0\0"),
    ])
    func `bytes behind a JPEG are named`(code: String, tail: String) {
        #expect(codes(Self.jpeg + Array(tail.utf8)) == [code])
    }

    @Test func `a FotoStation trailer is named`() {
        #expect(codes(Self.jpeg + [0, 1, 0, 0, 0, 10, 0xA1, 0xB2, 0xC3, 0xD4]) == ["fotoStation"])
    }

    @Test func `what the JFIF header announces behind it is named`() {
        var lying = Self.jpeg
        lying[18] = 1
        #expect(codes(lying) == ["surplus"])
        let thumbnail = Self.jpeg[..<4] + [0, 19] + Self.jpeg[6..<18] + [1, 1, 9, 9, 9] + Self.jpeg[20...]
        #expect(codes(Array(thumbnail)) == ["jfifThumbnail"])
    }

    @Test func `damaged coding is named`() throws {
        #expect(codes(Array(Self.jpeg.dropLast(2))) == ["truncated"])
        #expect(codes(try Fixture.named("jpeg/arithmetic-420-mcu-o1.jpg")).contains("arithmetic"))
        #expect(codes(try Fixture.named("hostile/rst-out-of-order.jpg")) == ["restartMarkers"])
        #expect(codes(try Fixture.named("hostile/rst-missing.jpg")) == ["restartMarkers"])
        #expect(codes(try Fixture.named("hostile/no-dht.jpg")) == ["framing"])
        #expect(codes(Array(Self.jpeg.prefix(100))) == ["truncated"])
        #expect(codes([]) == ["notAnImage"])
        #expect(codes([0, 0, 0, 12] + Array("JXL ".utf8) + [13, 10, 0x87, 10]) == ["unsupported"])
        #expect(codes(try Fixture.named("hostile/no-dqt.jpg")) == ["malformed"])
        #expect(codes(try Fixture.named("hostile/65535x65535.jpg")) == ["limitExceeded"])
    }

    @Test func `each limit is named`() {
        #expect(codes(Self.jpeg) { $0.maxBytes = Self.jpeg.count } == ["bytes"])
        #expect(codes(Self.jpeg) { $0.maxBytes = Self.jpeg.count + 1 }.isEmpty)
        #expect(codes(Self.jpeg) { $0.maxPixels = 2047 } == ["pixels"])
        #expect(codes(Self.jpeg) { $0.maxPixels = 2048 }.isEmpty)
        #expect(codes(Self.jpeg) { $0.maxDimension = 63 } == ["side"])
        #expect(codes(Self.jpeg) { $0.maxPatches = 1 } == ["patches"])
        #expect(codes(Self.jpeg) { $0.maxPatches = 2 }.isEmpty)
        #expect(codes(Self.jpeg) { $0.minDimension = 33 } == ["minSide"])
        #expect(codes(Self.jpeg) { $0.format = .png } == ["format"])
    }

    @Test func `a profile is a breach unless it may be kept`() throws {
        let file = try Fixture.named("metadata/icc-display-p3.jpg")
        #expect(codes(file) == ["iccProfile"])
        #expect(codes(file) { $0.color = .keep }.isEmpty)
        let png = try Fixture.named("png/iccp-display-p3.png")
        #expect(codes(png) == ["iCCP"])
        #expect(codes(png) { $0.color = .keep }.isEmpty)
    }

    // MARK: - PNG

    static func inserting(_ type: String, _ data: [UInt8], behindImageData: Bool = false) -> [UInt8] {
        var chunks = ChunkFile.chunks(png)
        chunks.insert((type, data), at: behindImageData ? chunks.count - 1 : 1)
        return ChunkFile.file(chunks)
    }

    @Test(arguments: [
        "eXIf", "tEXt", "zTXt", "iTXt", "tIME", "pHYs", "bKGD", "sBIT", "hIST", "sPLT", "acTL", "fcTL", "fdAT", "iCCP",
        "sRGB", "gAMA", "cHRM", "cICP", "tRNS", "prVt", "PLTE",
    ])
    func `a chunk that does not belong is named`(type: String) {
        #expect(codes(Self.inserting(type, [1, 2, 3])).contains(type))
        guard type != "PLTE" else { return }
        #expect(codes(Self.inserting(type, [1, 2, 3], behindImageData: true)).contains(type))
    }

    @Test func `an orientation in a PNG is named`() {
        #expect(codes(Self.inserting("eXIf", Self.exif)) == ["orientation", "eXIf"])
    }

    @Test func `damage to a PNG is named`() throws {
        #expect(codes(Self.png + [0]) == ["trailer"])
        #expect(codes(Array(Self.png.dropLast(12))) == ["truncated"])
        #expect(codes(try Fixture.named("png/text-bad-crc.png")) == ["tEXt", "crc"])
        #expect(codes(try Fixture.named("hostile/png-idat-crc.png")) == ["crc"])
        #expect(codes(try Fixture.named("png/hidden-behind-zlib-stream.png")) == ["hiddenInImageData"])
        #expect(codes(try Fixture.named("png/hidden-in-own-idat.png")) == ["hiddenInImageData"])
        #expect(codes(try Fixture.named("hostile/png-raster-long.png")) == ["hiddenInImageData"])
        #expect(codes(try Fixture.named("hostile/png-raster-short.png")) == ["truncated"])
        #expect(codes(try Fixture.named("hostile/png-filter-9.png")) == ["imageData"])
        #expect(codes(try Fixture.named("hostile/png-adler.png")) == ["imageData"])
    }

    @Test func `every planted string has a breach beside it`() throws {
        for fixture in Fixture.all where fixture.canary != nil && fixture.expectation == "prepare" {
            #expect(!ImagePreparer().verify(try fixture.bytes).isEmpty, "\(fixture.file)")
        }
    }
}
