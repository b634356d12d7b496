import ImagePrep
import Testing

struct BMPParsingTests {
    static func outcome(_ file: [UInt8], _ options: PrepareOptions = PrepareOptions()) -> Result<
        PreparedImage, ImagePrepError
    > {
        Result { () throws(ImagePrepError) in try ImagePreparer(options: options).prepare(file) }
    }

    static func inspected(_ name: String) throws -> Inspection {
        let file = try Fixture.named(name)
        return try ImagePreparer().inspect(file.span)
    }

    static let fixtures = Fixture.all.filter { $0.format == "bmp" }

    @Test(arguments: fixtures)
    func `fixtures are prepared or refused as they should be, and plant nothing`(fixture: Fixture) throws {
        let bytes = try fixture.bytes
        switch (Self.outcome(bytes), fixture.expectation) {
        case (.success(let prepared), "prepare"), (.success(let prepared), "any"):
            #expect(ImagePreparer().verify(prepared.bytes).isEmpty)
            if let canary = fixture.canary { #expect(!prepared.bytes.contains(canary: canary)) }
            let size = try ImagePreparer().inspect(prepared.bytes.span).storedSize
            #expect("\(size)" == fixture.stored)
        case (.failure(let error), "refuse"), (.failure(let error), "any"): #expect(error.code != "internalFault")
        case (let outcome, _): Issue.record("\(fixture.file): \(outcome)")
        }
    }

    @Test(arguments: [
        ("jpeg", "a JPEG"), ("png", "a PNG"), ("cmyk", "CMYK"), ("os2-huffman", "Huffman"), ("os2-rle24", "run-length"),
        ("bits-64", "64 bits"), ("header-13", "13 bytes"),
    ])
    func `what is legal and of no use is refused by name`(name: String, word: String) throws {
        let outcome = Self.outcome(try Fixture.named("hostile/bmp-\(name).bmp"))
        guard case .failure(.unsupported(let feature, _)) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(feature.contains(word))
    }

    @Test func `limits hold by the header, and at the limit is not over it`() throws {
        var picture = PlainBMP()
        picture.pixels = PlainBMP.noise(picture.width * picture.height, below: 1 << 24)
        var options = PrepareOptions()
        options.inputLimits.side = 13
        options.inputLimits.pixels = 91
        #expect(throws: Never.self) { try ImagePreparer(options: options).prepare(picture.file) }
        options.inputLimits.pixels = 90
        #expect(throws: ImagePrepError.limitExceeded(.pixels, limit: 90, actual: 91)) {
            try ImagePreparer(options: options).inspect(picture.file.span)
        }
        options.inputLimits.side = 12
        #expect(throws: ImagePrepError.limitExceeded(.side, limit: 12, actual: 13)) {
            try ImagePreparer(options: options).inspect(picture.file.span)
        }
    }

    @Test func `what is beside the pixels is counted by kind`() throws {
        let inspection = try Self.inspected("bmp/rgb24-gaps.bmp")
        let items = inspection.metadata.map { "\($0.kind) \($0.byteCount)" }
        #expect(items == ["physicalDimensions 8", "unknown 21", "trailer 21"])
        let profile = try Self.inspected("bmp/rgb24-p3.bmp")
        #expect(profile.metadata.map(\.kind) == [.iccProfile] && profile.profile != .none)
        let linked = try Self.inspected("bmp/rgb24-linked.bmp")
        #expect(linked.metadata.map(\.byteCount) == [44] && linked.profile == .none && !linked.warnings.isEmpty)
    }

    @Test func `a text that begins with its two letters is none`() {
        let text = Array("BMW builds cars, and this is no image of one.".utf8)
        guard case .failure(.notAnImage) = Self.outcome(text) else {
            Issue.record("taken for a BMP")
            return
        }
    }

    @Test(arguments: ["palette4", "rgb24-core", "masks16-565", "rgb24-p3"])
    func `cut at any byte, it is refused with what is missing, or rendered where that is wanted`(name: String) throws {
        let whole = try Fixture.named("bmp/\(name).bmp")
        let start = whole[10..<14].reversed().reduce(0) { $0 << 8 | Int($1) }
        let inspection = try ImagePreparer().inspect(whole.span)
        let bits = Int(whole[start < 54 ? 24 : 28])
        let (width, height) = (inspection.storedSize.width, inspection.storedSize.height)
        let end = start + (width * bits + 31) / 32 * 4 * (height - 1) + (width * bits + 7) / 8
        var render = PrepareOptions()
        render.truncated = .render
        for cut in 0..<end {
            let bytes = Array(whole[..<cut])
            guard case .failure(let error) = Self.outcome(bytes) else {
                Issue.record("\(name) cut at \(cut) is prepared")
                continue
            }
            if cut > start {
                #expect(error == .truncated("\((end - cut).grouped) of \((end - start).grouped) bytes are missing"))
            }
            #expect(["truncated", "malformed", "notAnImage"].contains(error.code), "\(name) cut at \(cut): \(error)")
            guard cut >= start, cut % 7 == 0 else { continue }
            let rendered = try ImagePreparer(options: render).prepare(bytes)
            #expect(rendered.receipt.warnings.contains { $0.contains("missing") })
            #expect(ImagePreparer(options: render).verify(rendered.bytes).isEmpty)
        }
        #expect(throws: Never.self) { try ImagePreparer().prepare(Array(whole[..<end])) }
    }

    @Test func `of a cut file the rows that are there are shown`() throws {
        var picture = PlainBMP()
        picture.pixels = PlainBMP.noise(picture.width * picture.height, below: 1 << 24)
        var options = PrepareOptions()
        options.truncated = .render
        // Three rows of 40 bytes are gone: those on top.
        let output = try BMPRenderingTests.rendered(Array(picture.file.dropLast(120)), options)
        let gone = 3 * picture.width * 3
        #expect(output.samples[..<gone].allSatisfy { $0 == 0 })
        #expect(output.samples[gone...] == picture.samples[gone...])
    }
}

extension Int {
    /// With commas, for numbers below a million.
    fileprivate var grouped: String {
        let digits = String(self % 1000)
        return self < 1000 ? digits : "\(self / 1000)," + String(repeating: "0", count: 3 - digits.count) + digits
    }
}
