#if TIFF
import ImagePrep
import Testing

struct TIFFParsingTests {
    static func outcome(
        _ file: [UInt8], _ options: PrepareOptions = PrepareOptions()
    ) -> Result<PreparedImage, ImagePrepError> {
        Result { () throws(ImagePrepError) in try ImagePreparer(options: options).prepare(file) }
    }

    static let fixtures = Fixture.all.filter { $0.format == "tiff" }

    @Test(arguments: fixtures)
    func `fixtures are prepared or refused as they should be, and plant nothing`(fixture: Fixture) throws {
        switch (Self.outcome(try fixture.bytes), fixture.expectation) {
        case (.success(let prepared), "prepare"), (.success(let prepared), "any"):
            #expect(ImagePreparer().verify(prepared.bytes).isEmpty)
            #expect(Int(prepared.receipt.orientation.rawValue) == fixture.orientation)
            if let canary = fixture.canary { #expect(!prepared.bytes.contains(canary: canary)) }
        case (.failure(let error), "refuse"), (.failure(let error), "any"): #expect(error.code != "internalFault")
        case (let outcome, _): Issue.record("\(fixture.file): \(outcome)")
        }
    }

    @Test(arguments: [
        ("dng", "DNG"), ("cfa", "raw"), ("lab", "CIELab"), ("float", "floating-point"), ("thumbnail", "thumbnail"),
        ("inks", "inks"), ("mixed-bits", "different"), ("bits-32", "32 bits"), ("lzma", "LZMA"), ("compression", "999"),
    ])
    func `what is legal and of no use is refused by name`(name: String, word: String) throws {
        let outcome = Self.outcome(try Fixture.named("hostile/tiff-\(name).tif"))
        guard case .failure(.unsupported(let feature, _)) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(feature.contains(word))
    }

    @Test func `limits hold by the directory, and at the limit is not over it`() throws {
        let file = try TIFFRenderingTests.fixture("rgb-deflate")
        var options = PrepareOptions()
        options.inputLimits.pixels = 37 * 23
        options.inputLimits.side = 37
        options.inputLimits.segments = 10
        #expect(throws: Never.self) { try ImagePreparer(options: options).prepare(file) }
        options.inputLimits.segments = 9
        guard case .failure(.limitExceeded(.segments, 9, _)) = Self.outcome(file, options) else {
            Issue.record("more entries than there may be are read")
            return
        }
        options.inputLimits.pixels = 37 * 23 - 1
        options.inputLimits.segments = 100
        #expect(throws: ImagePrepError.limitExceeded(.pixels, limit: 850, actual: 851)) {
            try ImagePreparer(options: options).inspect(file.span)
        }
        guard
            case .failure(.limitExceeded(.decodeWork, _, _)) = Self.outcome(
                try Fixture.named("hostile/tiff-strips-many.tif"))
        else {
            Issue.record("strips that share bytes are decoded one by one")
            return
        }
    }

    @Test func `what is beside the picture is counted by kind`() throws {
        let file = try TIFFRenderingTests.fixture("rgb-planted")
        let inspection = try ImagePreparer().inspect(file.span)
        #expect(inspection.metadata.map(\.kind) == [.text, .text, .text, .xmp, .privateChunk, .unknown])
        #expect(inspection.metadata.reduce(0) { $0 + $1.byteCount } < file.count)
        let pages = try TIFFRenderingTests.fixture("rgb-pages")
        #expect(try ImagePreparer().inspect(pages.span).warnings.contains { $0.contains("page") })
    }

    @Test(arguments: ["rgb", "rgb-deflate", "rgb-tiles", "rgb-bigtiff", "gray1", "rgb-p3"])
    func `cut at any byte it is refused, and never a crash`(name: String) throws {
        let whole = try TIFFRenderingTests.fixture(name)
        var render = PrepareOptions()
        render.truncated = .render
        for cut in 0..<whole.count {
            let bytes = Array(whole[..<cut])
            for options in [PrepareOptions(), render] {
                switch Self.outcome(bytes, options) {
                case .failure(let error):
                    #expect(
                        ["truncated", "malformed", "notAnImage"].contains(error.code), "\(name) cut at \(cut): \(error)"
                    )
                // Of the last values of the directory a picture may have no need.
                case .success(let prepared):
                    #expect(ImagePreparer().verify(prepared.bytes).isEmpty && cut > whole.count / 2)
                }
            }
        }
    }

    /// A file whose directory comes first, and whose last strip is not there.
    @Test func `missing strips are refused with their number, or rendered where that is wanted`() throws {
        let file = try TIFFRenderingTests.fixture("rgb")
        let strips = 37 * 23 * 3
        let at = 8 + strips + strips % 2
        // The directory as it is, with the pixels behind it.
        let directory = Array(file[at...])
        var moved = Array(file[..<4]) + [8, 0, 0, 0] + directory
        let shift = 8 - at
        Self.movePointers(&moved, at: 8, by: shift, strips: directory.count)
        moved += file[8..<8 + strips]
        #expect(try TIFFRenderingTests.rendered(moved) == TIFFRenderingTests.rendered(file))
        let cut = Array(moved.dropLast(500))
        guard case .failure(.truncated(let words)) = Self.outcome(cut) else {
            Issue.record("500 missing bytes are not missed")
            return
        }
        #expect(words.contains("1 of its 3 strips 500 bytes"))
        var render = PrepareOptions()
        render.truncated = .render
        let output = try TIFFRenderingTests.rendered(cut, render)
        let whole = try TIFFRenderingTests.rendered(file)
        #expect(output.samples.dropLast(500) == whole.samples.dropLast(500))
        #expect(output.samples.suffix(500).allSatisfy { $0 == 0 })
    }

    /// Little-endian entries of 12 bytes: what stands elsewhere moves, strips by what the directory takes.
    private static func movePointers(_ file: inout [UInt8], at start: Int, by shift: Int, strips: Int) {
        func number(_ offset: Int, _ count: Int) -> Int {
            (0..<count).reversed().reduce(0) { $0 << 8 | Int(file[offset + $1]) }
        }
        func put(_ value: Int, at offset: Int) {
            for index in 0..<4 { file[offset + index] = UInt8(value >> (8 * index) & 255) }
        }
        for entry in 0..<number(start, 2) {
            let offset = start + 2 + 12 * entry
            let (tag, type, count) = (number(offset, 2), number(offset + 2, 2), number(offset + 4, 4))
            guard count * (type == 3 ? 2 : 4) > 4 else { continue }
            let values = number(offset + 8, 4) + shift
            put(values, at: offset + 8)
            if tag == 273 {
                for index in 0..<count { put(number(values + 4 * index, 4) + strips, at: values + 4 * index) }
            }
        }
    }
}
#endif
