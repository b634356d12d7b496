import ImagePrep
import Testing

@Suite(.enabled(if: ReferenceDecoder.isThere, "djpeg is not installed"))
struct JPEGToPNGTests {
    static let options = {
        var options = PrepareOptions()
        options.format = .png
        return options
    }()

    /// 8-bit samples of a PNG as the other tests compare them.
    static func picture(_ bytes: [UInt8]) throws -> ReferenceImage {
        let read = try PlainPNG(reading: bytes)
        return ReferenceImage(
            width: read.width, height: read.height, channels: read.channels, samples: read.samples.map(UInt8.init))
    }

    @Test(arguments: ["420-odd", "444-odd", "gray-odd", "410-block"], Orientation.allCases)
    func `it holds the very samples that djpeg decodes, turned`(name: String, orientation: Orientation) throws {
        let input = try Fixture.named("jpeg/\(name)-o\(orientation.rawValue).jpg")
        let prepared = try ImagePreparer(options: Self.options).prepare(input)
        let decoded = try #require(try ReferenceDecoder.decode(input))
        #expect(try Self.picture(prepared.bytes) == decoded.oriented(orientation))
        #expect(prepared.receipt.route == .render && prepared.receipt.format == .png)
    }

    @Test func `at a smaller size it is the same picture`() throws {
        var options = Self.options
        options.maxDimension = 20
        let input = try Fixture.named("jpeg/444-odd-o6.jpg")
        let small = try ImagePreparer(options: options).prepare(input)
        #expect(small.receipt.size.longestSide == 20)
        let direct = try PlainPNG(reading: small.bytes)
        options.maxDimension = nil
        let whole = try ImagePreparer(options: options).prepare(input)
        options.maxDimension = 20
        let twice = try PlainPNG(reading: ImagePreparer(options: options).prepare(whole.bytes).bytes)
        #expect(direct.width == twice.width && direct.height == twice.height)
        let differences = zip(direct.samples, twice.samples).map { abs($0 - $1) }
        #expect(Double(differences.reduce(0, +)) / Double(differences.count) < 1.5)
    }

    @Test func `the budget holds`() throws {
        var options = Self.options
        options.maxBytes = 2_000
        let prepared = try ImagePreparer(options: options).prepare(try Fixture.named("jpeg/420-odd-o6.jpg"))
        #expect(prepared.bytes.count < 2_000)
        #expect(try PlainPNG(reading: prepared.bytes).width == prepared.receipt.size.width)
    }
}
