import ImagePrep
import Testing

struct PNGDamageTests {
    /// A zlib stream that ends as it should, a few bytes before its last row does.
    @Test(arguments: [1, 3, 40], [false, true])
    func `rows that end within one are cut short on every route, and rendered where that is wanted`(
        missing: Int, isInterlaced: Bool
    ) throws {
        for isTurned in [false, true] { try expectCut(missing: missing, isInterlaced, isTurned) }
    }

    private func expectCut(missing: Int, _ isInterlaced: Bool, _ isTurned: Bool) throws {
        let image = PlainPNG.picture(31, 17, colorType: 2, depth: 8).file(interlaced: isInterlaced)
        let rows = try PlainInflate.zlib(ChunkFile.imageData(image))
        var chunks = ChunkFile.chunks(
            ChunkFile.file(image, imageData: ProfileReadingTests.storedZlib(Array(rows.dropLast(missing)))))
        if isTurned {
            chunks.insert(("eXIf", Array(VerifyingTests.exif)), at: 1)
        }
        let file = ChunkFile.file(chunks)
        #expect(throws: ImagePrepError.self) { try ImagePreparer().prepare(file) }
        do {
            _ = try ImagePreparer().prepare(file)
        } catch {
            #expect(error.code == "truncated", "\(error)")
        }
        var options = PrepareOptions()
        options.truncated = .render
        let prepared = try ImagePreparer(options: options).prepare(file)
        #expect(prepared.receipt.route == .render && !prepared.receipt.warnings.isEmpty)
        #expect(ImagePreparer(options: options).verify(prepared.bytes).isEmpty)
    }

    static let picture = PlainPNG.picture(24, 18, colorType: 2, depth: 8)

    static func error(_ file: [UInt8], options: PrepareOptions = PrepareOptions()) -> ImagePrepError? {
        do throws(ImagePrepError) {
            _ = try PNGRenderingTests.rendered(file, options: options)
            return nil
        } catch { return error }
    }

    /// The file with one chunk's data replaced, checksum made right again.
    static func replacing(_ name: String, in file: [UInt8], _ edit: ([UInt8]) -> [UInt8]) -> [UInt8] {
        var (result, position) = (Array(file[..<8]), 8)
        while position < file.count {
            let count = file[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
            let type = String(decoding: file[(position + 4)..<(position + 8)], as: UTF8.self)
            let data = Array(file[(position + 8)..<(position + 8 + count)])
            result += picture.chunk(type, type == name ? edit(data) : data)
            position += 12 + count
        }
        return result
    }

    @Test(arguments: [false, true])
    func `an image that ends early is refused with the row, or rendered as far as it goes`(interlaced: Bool) throws {
        let file = Self.picture.file(interlaced: interlaced)
        let cut = Array(file[..<(file.count - 12 - 600)])
        guard case .truncated(let words) = Self.error(cut) else { return #expect(Bool(false), "no such error") }
        #expect(words.contains("row") && words.contains("of"))

        var options = PrepareOptions()
        options.truncated = .render
        let output = try PNGRenderingTests.rendered(cut, options: options)
        #expect(output.warnings.contains { $0.contains("row") })
        let read = try PlainPNG(reading: output.bytes)
        let known = interlaced ? 0..<(24 * 3) : 0..<(8 * 24 * 3)
        if !interlaced { #expect(read.samples[known] == Self.picture.samples[known]) }
        #expect(read.width == 24 && read.height == 18)
    }

    @Test func `image data that stops short in a whole file is truncated too`() {
        let file = Self.replacing("IDAT", in: Self.picture.file()) { Array($0.dropLast(500)) }
        guard case .truncated = Self.error(file) else { return #expect(Bool(false), "no such error") }
    }

    @Test func `a wrong CRC around sound image data is a warning`() throws {
        var file = Self.picture.file()
        file[file.count - 13] ^= 1
        let output = try PNGRenderingTests.rendered(file)
        #expect(output.warningCount == 1)
        #expect(try PlainPNG(reading: output.bytes) == Self.picture)
    }

    @Test func `a wrong CRC around damaged image data is an error`() {
        var file = Self.picture.file()
        // The last byte of the stream's own checksum.
        file[file.count - 17] ^= 1
        #expect(Self.error(file)?.code == "malformed")
    }

    @Test func `a row with an unknown filter is an error`() {
        let file = Self.picture.file(filter: 0)
        let stream = Self.replacing("IDAT", in: file) { data in
            var raw = Array(data[7..<(data.count - 4)])
            raw[5 * 73] = 9
            return Array(data[..<7]) + raw + Self.picture.big(Int(PlainInflate.adler32(raw)))
        }
        #expect(Self.error(stream)?.code == "malformed")
    }

    @Test func `a wrong Adler-32 and bytes behind the stream are warnings`() throws {
        let wrong = Self.replacing("IDAT", in: Self.picture.file()) { Array($0.dropLast()) + [1] }
        let longer = Self.replacing("IDAT", in: Self.picture.file()) { $0 + [1, 2, 3, 4] }
        for file in [wrong, longer] {
            let output = try PNGRenderingTests.rendered(file)
            #expect(output.warningCount == 1)
            #expect(try PlainPNG(reading: output.bytes) == Self.picture)
        }
    }

    @Test func `working memory is checked before decoding`() {
        var options = PrepareOptions()
        options.inputLimits.workingMemoryBytes = 50_000
        guard
            case .limitExceeded(.workingMemory, 50_000, let needed) = Self.error(Self.picture.file(), options: options)
        else { return #expect(Bool(false), "no such error") }
        options.inputLimits.workingMemoryBytes = needed
        #expect(Self.error(Self.picture.file(), options: options) == nil)
    }

    @Test func `a file cut anywhere is an image or an error`() {
        var lenient = PrepareOptions()
        lenient.truncated = .render
        for (colorType, depth) in PlainPNG.kinds {
            for interlaced in [false, true] {
                let file = PlainPNG.picture(19, 23, colorType: colorType, depth: depth).file(interlaced: interlaced)
                // Where only the checksum of the stream and what follows are missing, every row is there.
                for count in stride(from: 0, to: file.count, by: 37) {
                    #expect(Self.error(Array(file[..<count])) != nil || count >= file.count - 20)
                    _ = Self.error(Array(file[..<count]), options: lenient)
                }
            }
        }
    }

    @Test func `cancelling stops it`() throws {
        let file = Self.picture.file()
        let inspection = try ImagePreparer().inspect(file.span)
        let plan = Plan(.render(), targetSize: inspection.uprightSize, format: .png)
        let flag = CancellationFlag()
        flag.raise()
        #expect(throws: ImagePrepError.cancelled) {
            try Renderer(PreparationContext(cancellation: flag)).render(file.span, inspection, plan)
        }
    }
}
