#if WebP
import ImagePrep
import Testing

struct WebPDamageTests {
    static func result(
        _ file: [UInt8], _ truncated: PrepareOptions.TruncationPolicy = .refuse
    ) -> Result<PreparedImage, ImagePrepError> {
        var options = PrepareOptions()
        options.truncated = truncated
        return ImagePreparer(options: options).result(file)
    }

    @Test(arguments: ["lossy-simple", "lossless-simple", "alpha-extended", "lossless-exif", "animated-lossy"])
    func `cut at any byte a file is refused or the same picture`(name: String) throws {
        let file = try Fixture.named("webp/\(name).webp")
        let whole = try Self.result(file).get().bytes
        var refused = 0
        for count in 0..<file.count {
            switch Self.result(Array(file[..<count])) {
            case .success(let image): #expect(image.bytes == whole, "cut at \(count)")
            case .failure(.truncated), .failure(.notAnImage): refused += 1
            case .failure(let error): Issue.record("cut at \(count): \(error)")
            }
        }
        #expect(refused > file.count / 4)
    }

    @Test func `of a cut file the rows that are there are rendered where the caller wants them`() throws {
        let file = try Fixture.named("webp/lossless-simple.webp")
        // libwebp hands out 16 rows at a time.
        let cut = Array(file[..<(file.count * 9 / 10)])
        guard case .failure(.truncated(let what)) = Self.result(cut) else {
            Issue.record("it is not refused")
            return
        }
        let there = try #require(what.split(separator: " ").compactMap { Int($0) }.first)
        #expect(what == "the image data ends after row \(there) of 23" && there > 5)
        let image = try Self.result(cut, .render).get()
        #expect(image.receipt.warnings.contains("The last \(23 - there) of the picture's rows are missing."))
        let (rendered, whole) = (
            try PlainPNG(reading: image.bytes).rgba, try WebPRenderingTests.expected("picture").rgba
        )
        #expect(Array(rendered[..<(there * 37)]) == Array(whole[..<(there * 37)]))
        #expect(Set(rendered[(there * 37)...]) == [[0, 0, 0, 255]])
    }

    @Test(arguments: [
        ("canvas-differs", "a canvas of 38x23 pixels around a picture of 37x23"),
        ("frame-outside", "a frame of 37x23 pixels at 2, 0 goes beyond its canvas"),
        ("frame-differs", "a frame of 36x23 pixels around a picture of 37x23"),
        ("no-picture", "a WebP without a picture"),
        ("not-key-frame", "a lossy picture (VP8) that does not begin with a key frame"),
        ("vp8l-version-1", "a lossless picture (VP8L) of version 1"),
    ])
    func `headers that contradict each other are named with the numbers`(name: String, what: String) throws {
        let file = try Fixture.named("webp/\(name).webp")
        #expect(throws: ImagePrepError.malformed(what)) { try Self.result(file).get() }
    }

    @Test func `limits are held against the canvas and the count of chunks, in both directions`() throws {
        let file = try Fixture.named("webp/animated-offset.webp")
        var options = PrepareOptions()
        options.inputLimits.pixels = 57 * 32
        #expect(throws: Never.self) { try ImagePreparer(options: options).prepare(file) }
        options.inputLimits.pixels -= 1
        #expect(throws: ImagePrepError.limitExceeded(.pixels, limit: 57 * 32 - 1, actual: 57 * 32)) {
            try ImagePreparer(options: options).prepare(file)
        }
        options = PrepareOptions()
        options.inputLimits.segments = 4
        #expect(throws: Never.self) { try ImagePreparer(options: options).prepare(file) }
        options.inputLimits.segments = 3
        #expect(throws: ImagePrepError.limitExceeded(.segments, limit: 3, actual: 4)) {
            try ImagePreparer(options: options).prepare(file)
        }
    }
}
#endif
