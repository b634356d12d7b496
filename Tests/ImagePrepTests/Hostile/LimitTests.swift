import ImagePrep
import Testing

/// Each limit in both directions: what has exactly as much goes through, and with a limit of one less it is refused with
/// both numbers. What there is, is counted here, apart from the code under test.
struct LimitTests {
    /// The error of preparing with that limit; nil where it was prepared.
    private static func refusal(
        of file: [UInt8], _ limit: WritableKeyPath<InputLimits, Int>, _ value: Int, _ options: PrepareOptions = .init()
    ) -> ImagePrepError? {
        var options = options
        options.inputLimits[keyPath: limit] = value
        do {
            _ = try ImagePreparer(options: options).prepare(file)
            return nil
        } catch {
            return error
        }
    }

    private static func expectLimit(
        _ kind: LimitKind, _ limit: WritableKeyPath<InputLimits, Int>, of file: [UInt8], is actual: Int,
        _ options: PrepareOptions = .init(), sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(refusal(of: file, limit, actual, options) == nil, sourceLocation: sourceLocation)
        #expect(
            refusal(of: file, limit, actual - 1, options)
                == .limitExceeded(kind, limit: actual - 1, actual: actual), sourceLocation: sourceLocation)
    }

    static let files = [
        "jpeg/420-odd-o6.jpg", "jpeg/progressive-420-odd-o6.jpg", "jpeg/gray-mcu-o1.jpg", "jpeg/444-mcu-o1.jpg",
        "png/exif-after-o6.png", "png/palette4-adam7-o7.png",
    ]

    @Test(arguments: files)
    func `input bytes, pixels and sides`(name: String) throws {
        let fixture = try #require(Fixture.all.first { $0.file == name })
        let file = try fixture.bytes
        let sides = fixture.stored.split(separator: "x").compactMap { Int($0) }
        #expect(sides.count == 2)
        Self.expectLimit(.inputBytes, \.inputBytes, of: file, is: file.count)
        Self.expectLimit(.pixels, \.pixels, of: file, is: sides[0] * sides[1])
        Self.expectLimit(.side, \.side, of: file, is: max(sides[0], sides[1]))
    }

    @Test func `a header that asks for gigabytes is refused by its numbers`() throws {
        let jpeg = try Fixture.named("hostile/65535x65535.jpg")
        #expect(Self.refusal(of: jpeg, \.side, 65_500) == .limitExceeded(.side, limit: 65_500, actual: 65_535))
        #expect(
            Self.refusal(of: jpeg, \.side, 65_535)
                == .limitExceeded(.pixels, limit: 268_402_689, actual: 65_535 * 65_535))
        let png = try Fixture.named("hostile/png-60000x60000.png")
        #expect(
            Self.refusal(of: png, \.side, 60_000)
                == .limitExceeded(.pixels, limit: 268_402_689, actual: 3_600_000_000))
    }

    @Test(arguments: files)
    func `segments and chunks`(name: String) throws {
        let file = try Fixture.named(name)
        let count = name.hasSuffix(".png") ? ChunkFile.chunks(file).count : SegmentFile(file).markers.count
        Self.expectLimit(.segments, \.segments, of: file, is: count)
    }

    @Test func `thousands of segments are walked up to the limit and no further`() throws {
        let comment: [UInt8] = [0xFF, 0xFE, 0, 2]
        let file = try Fixture.named("jpeg/420-odd-o6.jpg")
        let many = file[..<2] + (0..<5_000).flatMap { _ in comment } + file[2...]
        let count = SegmentFile(file).markers.count + 5_000
        Self.expectLimit(.segments, \.segments, of: Array(many), is: count)
        #expect(
            Self.refusal(of: Array(many), \.segments, 100) == .limitExceeded(.segments, limit: 100, actual: 101))
    }

    @Test(arguments: ["jpeg/progressive-420-odd-o6.jpg", "jpeg/420-odd-o6.jpg", "jpeg/gray-mcu-o1.jpg"])
    func `scans`(name: String) throws {
        let file = try Fixture.named(name)
        Self.expectLimit(.scans, \.scans, of: file, is: SegmentFile(file).markers.count { $0 == 0xDA })
    }

    @Test(arguments: ["jpeg/gray-mcu-o1.jpg", "jpeg/gray-odd-o1.jpg", "jpeg/444-mcu-o1.jpg", "jpeg/444-odd-o1.jpg"])
    func `decoding work is entropy-coded bytes and two for each block of each scan`(name: String) throws {
        let fixture = try #require(Fixture.all.first { $0.file == name })
        let file = try fixture.bytes
        let sides = fixture.stored.split(separator: "x").compactMap { Int($0) }
        // One scan, and no component sampled less than another.
        let blocks = ((sides[0] + 7) / 8) * ((sides[1] + 7) / 8) * (name.contains("gray") ? 1 : 3)
        let walked = SegmentFile(file)
        #expect(walked.markers.count { $0 == 0xDA } == 1)
        Self.expectLimit(.decodeWork, \.decodeWorkBytes, of: file, is: walked.entropyByteCount + 2 * blocks)
    }

    /// 400 scans are fewer than the limit on scans, and each is next to nothing.
    @Test func `scans that hold nothing are counted as work by the blocks that they visit`() throws {
        let file = try Fixture.named("jpeg/progressive-gray-mcu-o1.jpg")
        let walked = SegmentFile(file)
        let last = try #require(walked.lastScan)
        let repeated = file[..<last.upperBound] + (0..<400).flatMap { _ in file[last] } + file[last.upperBound...]
        let refused = Self.refusal(of: Array(repeated), \.decodeWorkBytes, 20_000)
        guard case .limitExceeded(.decodeWork, 20_000, let actual) = refused else {
            Issue.record("\(String(describing: refused))")
            return
        }
        #expect(actual > 20_000 && Array(repeated).count < 200_000)
    }

    @Test(arguments: [
        "jpeg/420-odd-o6.jpg", "jpeg/progressive-420-odd-o6.jpg", "jpeg/progressive-420-mcu-o6.jpg",
        "png/exif-after-o6.png", "png/rgba16-adam7-o3.png", "png/palette4-adam7-o7.png", "png/gray1-adam7-o3.png",
    ])
    func `working memory, at the number that is told and no lower, on every way that an option opens`(
        name: String
    ) throws {
        let file = try Fixture.named(name)
        var (jpeg, png, small, tight) = (PrepareOptions(), PrepareOptions(), PrepareOptions(), PrepareOptions())
        (jpeg.format, png.format, small.maxDimension, tight.maxBytes) = (.jpeg, .png, 20, 1_500)
        for options in [PrepareOptions(), jpeg, png, small, tight] {
            guard
                case .limitExceeded(.workingMemory, 1, let needed) = Self.refusal(
                    of: file, \.workingMemoryBytes, 1, options)
            else {
                Issue.record("\(name) is not limited")
                continue
            }
            Self.expectLimit(.workingMemory, \.workingMemoryBytes, of: file, is: needed, options)
        }
    }

    /// The file lacks the first of its restart markers, of which libjpeg warns three times.
    @Test(arguments: [nil, 20])
    func `codec warnings, from none at all`(maxDimension: Int?) throws {
        let file = try Fixture.named("hostile/rst-missing.jpg")
        var options = PrepareOptions()
        (options.maxDimension, options.truncated) = (maxDimension, .render)
        Self.expectLimit(.codecWarnings, \.codecWarnings, of: file, is: 3, options)
        let none = Self.refusal(of: file, \.codecWarnings, 0, options)
        #expect(none == .limitExceeded(.codecWarnings, limit: 0, actual: 1))
    }

    @Test func `libpng's warnings count as well`() throws {
        let long = try Fixture.named("hostile/png-raster-long.png")
        let none = Self.refusal(of: long, \.codecWarnings, 0)
        #expect(none == .limitExceeded(.codecWarnings, limit: 0, actual: 1))
        #expect(Self.refusal(of: long, \.codecWarnings, 2) == nil)
        #expect(Self.refusal(of: try Fixture.named("png/rgb8-o5.png"), \.codecWarnings, 0) == nil)
    }

    @Test func `limits are on what comes in, not on what is made of it`() throws {
        let file = try Fixture.named("jpeg/gray-mcu-o1.jpg")
        var options = PrepareOptions()
        (options.progressive, options.maxDimension, options.quality) = (true, 60, 100)
        let limits: [WritableKeyPath<InputLimits, Int>] = [\.scans, \.inputBytes, \.segments, \.decodeWorkBytes]
        for limit in limits {
            var enough = 1
            while case .limitExceeded = Self.refusal(of: file, limit, enough) { enough += 1 }
            #expect(Self.refusal(of: file, limit, enough, options) == nil)
        }
    }

    @Test func `metadata bytes, inflated and in parts`() throws {
        let profile = SyntheticProfile.adobeRGB.bytes
        let files = [
            try ProfileReadingTests.jpeg(ProfileReadingTests.parts(profile, count: 3)),
            try ProfileReadingTests.png([("iCCP", Array("a\0\0".utf8) + ProfileReadingTests.storedZlib(profile))]),
        ]
        for file in files {
            var options = PrepareOptions()
            options.inputLimits.metadataBytes = profile.count
            #expect(try ImagePreparer(options: options).prepare(file).receipt.warnings.isEmpty)
            options.inputLimits.metadataBytes = profile.count - 1
            let warnings = try ImagePreparer(options: options).prepare(file).receipt.warnings
            #expect(warnings.count { $0.contains("profile") } == 1, "\(warnings)")
        }
    }
}

/// Markers and scans of a JPEG whose entropy-coded data has no restart markers, found without the code under test.
struct SegmentFile {
    /// Of all segments with a length, in order.
    private(set) var markers: [UInt8] = []
    private(set) var entropyByteCount = 0
    /// Its header and its data.
    private(set) var lastScan: Range<Int>?

    init(_ file: [UInt8]) {
        var position = 2
        while position + 4 <= file.count, file[position + 1] != 0xD9 {
            let (start, marker) = (position, file[position + 1])
            markers.append(marker)
            position += 2 + Int(file[position + 2]) << 8 + Int(file[position + 3])
            guard marker == 0xDA else { continue }
            let data = position
            while position + 1 < file.count, file[position] != 0xFF || file[position + 1] == 0 { position += 1 }
            entropyByteCount += position - data
            lastScan = start..<position
        }
    }
}
