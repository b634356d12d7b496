import ImagePrep
import Testing

struct GIFDamageTests {
    static func result(
        _ file: [UInt8], _ truncated: PrepareOptions.TruncationPolicy = .refuse
    ) -> Result<PreparedImage, ImagePrepError> {
        var options = PrepareOptions()
        options.truncated = truncated
        return ImagePreparer(options: options).result(file)
    }

    @Test(arguments: ["plain", "interlaced", "transparent", "animated"])
    func `cut at any byte a file is refused or whole`(name: String) throws {
        let file = try Fixture.named("gif/\(name).gif")
        let whole = try PlainPNG.rendered(file).rgba
        var refused = 0
        for count in 0..<file.count {
            switch Self.result(Array(file[..<count])) {
            case .success(let image): #expect(try PlainPNG(reading: image.bytes).rgba == whole, "cut at \(count)")
            case .failure(.truncated), .failure(.notAnImage): refused += 1
            case .failure(let error): Issue.record("cut at \(count): \(error)")
            }
        }
        #expect(refused > file.count / 3)
    }

    @Test(arguments: ["plain", "interlaced"])
    func `of a cut file the pixels that are there are rendered where the caller wants them`(name: String) throws {
        let file = try Fixture.named("gif/\(name).gif")
        let whole = try PlainPNG.rendered(file).rgba
        for count in stride(from: file.count / 2, to: file.count - 20, by: 7) {
            guard case .failure(.truncated(let what)) = Self.result(Array(file[..<count])) else {
                Issue.record("cut at \(count) is not refused")
                continue
            }
            let there = try #require(what.split(separator: " ").compactMap { Int($0) }.first)
            let image = try Self.result(Array(file[..<count]), .render).get()
            #expect(image.receipt.warnings.contains("\(851 - there) of 851 pixels are missing."))
            let rendered = try PlainPNG(reading: image.bytes).rgba
            let same = zip(rendered, whole).count { $0 == $1 }
            #expect(same >= there && rendered.count == 851)
        }
    }

    @Test func `codes that stand for nothing are named with the place`() throws {
        guard case .failure(.malformed(let what)) = Self.result(try Fixture.named("gif/bad-code.gif")) else {
            Issue.record("it is not malformed")
            return
        }
        #expect(what == "the compressed data has code 100, which stands for nothing, after 1 pixels")
    }

    @Test func `an end code before the last pixel is a cut`() throws {
        guard case .failure(.truncated(let what)) = Self.result(try Fixture.named("gif/early-end-code.gif")) else {
            Issue.record("it is not cut short")
            return
        }
        #expect(what == "the image data ends after 74 of 851 pixels")
    }

    @Test func `limits are held against the canvas, in both directions`() throws {
        let file = try Fixture.named("gif/offset.gif")
        var options = PrepareOptions()
        options.inputLimits.pixels = 57 * 32
        #expect(throws: Never.self) { try ImagePreparer(options: options).prepare(file) }
        options.inputLimits.pixels -= 1
        #expect(throws: ImagePrepError.limitExceeded(.pixels, limit: 57 * 32 - 1, actual: 57 * 32)) {
            try ImagePreparer(options: options).prepare(file)
        }
    }

    @Test func `blocks are counted, in both directions`() throws {
        let plain = try Fixture.named("gif/plain.gif")
        let start = 13 + (3 << (Int(plain[10] & 7) + 1))
        let comments = [[UInt8]](repeating: [0x21, 0xFE, 0], count: 50).flatMap(\.self)
        let file = Array(plain[..<start]) + comments + Array(plain[start...])
        var options = PrepareOptions()
        options.inputLimits.segments = 51
        #expect(throws: Never.self) { try ImagePreparer(options: options).prepare(file) }
        options.inputLimits.segments = 50
        #expect(throws: ImagePrepError.limitExceeded(.segments, limit: 50, actual: 51)) {
            try ImagePreparer(options: options).prepare(file)
        }
    }
}
