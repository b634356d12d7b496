import ImagePrep
import Testing

/// Headers that readers refuse or warn of: what goes out is read by libjpeg without a word, or nothing goes out.
struct JPEGHeaderGateTests {
    static let plain = JPEGParts((try? Fixture.named("jpeg/444-mcu-o1.jpg")) ?? [])

    /// The default, a resize, another format and a turn each take another route.
    static let optionSets: [PrepareOptions] = {
        var resized = PrepareOptions()
        resized.maxDimension = 24
        var png = PrepareOptions()
        png.format = .png
        var checked = PrepareOptions()
        checked.inputCheck = .imageData
        return [PrepareOptions(), resized, png, checked]
    }()

    @Test(arguments: [0, 6])
    func `sampling factors that do not divide the largest are refused on every route`(orientation: UInt8) {
        let file = Self.plain.changed {
            for (index, factors) in [UInt8(0x31), 0x21, 0x11].enumerated() {
                $0.segments[$0.frameIndex].payload[7 + 3 * index] = factors
            }
            if orientation > 0 { $0.setOrientation(orientation) }
        }
        for options in Self.optionSets {
            #expect(code(file, options) == "unsupported")
            #expect(ImagePreparer(options: options).verify(file).map(\.code) == ["unsupported"])
        }
    }

    @Test(arguments: [[1, 3, 2], [3, 2, 1], [1, 1, 2], [2, 1, 3], [1, 2, 2]])
    func `a scan that names its components out of order or twice is refused`(identifiers: [UInt8]) {
        let file = Self.plain.changed {
            for (index, identifier) in identifiers.enumerated() {
                $0.segments[$0.indices(of: 0xDA)[0]].payload[1 + 2 * index] = identifier
            }
        }
        for options in Self.optionSets { #expect(code(file, options) == "malformed") }
        #expect(ImagePreparer().verify(file).map(\.code) == ["malformed"])
    }

    @Test(arguments: [[0, 0, 0], [0, 63, 1], [1, 63, 0], [0, 255, 0x21]])
    func `the parameters of a sequential scan are put right, and nothing else`(parameters: [UInt8]) throws {
        let file = Self.plain.changed {
            $0.segments[$0.indices(of: 0xDA)[0]].payload.replaceSubrange(7..<10, with: parameters)
        }
        #expect(ImagePreparer().verify(file).allSatisfy { $0.code == "header" && $0.kind == .headers })
        let prepared = try ImagePreparer().prepare(file)
        #expect(prepared.receipt.route == .rewrite && prepared.receipt.isLossless)
        #expect(prepared.bytes == Self.plain.file)
    }

    @Test func `components of one identifier are paired in their order and get their own`() throws {
        let file = Self.plain.changed {
            for index in 0..<3 {
                $0.segments[$0.frameIndex].payload[6 + 3 * index] = 7
                $0.segments[$0.indices(of: 0xDA)[0]].payload[1 + 2 * index] = 7
            }
        }
        #expect(try ImagePreparer().prepare(file).bytes == Self.plain.file)
        var oriented = JPEGParts(file)
        oriented.setOrientation(3)
        var plainOriented = Self.plain
        plainOriented.setOrientation(3)
        let output = try ImagePreparer().prepare(oriented.file)
        #expect(try output.bytes == ImagePreparer().prepare(plainOriented.file).bytes)
        #expect(output.receipt.route == .transform)
    }

    @Test(arguments: [UInt8(2), 3, 255], [0, 6])
    func `an Adobe transform that nobody knows becomes the one that readers take it for`(
        transform: UInt8, orientation: UInt8
    ) throws {
        var source = Self.plain
        source.segments.removeAll { $0.marker == 0xE0 }
        let adobe = Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0]
        source.segments.insert(JPEGParts.Segment(marker: 0xEE, payload: adobe + [1]), at: 0)
        if orientation > 0 { source.setOrientation(orientation) }
        let right = try ImagePreparer().prepare(source.file)
        let wrong = source.changed { $0.segments[$0.indices(of: 0xEE)[0]].payload[11] = transform }
        let prepared = try ImagePreparer().prepare(wrong)
        #expect(prepared.bytes == right.bytes)
        #expect(prepared.receipt.route == (orientation > 0 ? .transform : .rewrite))
        #expect(ImagePreparer().verify(prepared.bytes).isEmpty)
    }

    @Test(arguments: [UInt8(0), 2, 83])
    func `a JFIF of another version than 1 becomes one of it`(major: UInt8) throws {
        let file = Self.plain.changed { $0.segments[$0.indices(of: 0xE0)[0]].payload[5] = major }
        let prepared = try ImagePreparer().prepare(file)
        #expect(prepared.bytes == Self.plain.file && prepared.receipt.route == .rewrite)
    }

    @Test(arguments: [UInt8(0), 1], [UInt8(0xE0), 0xEB, 0xFE])
    func `an application segment too short for its own length is left behind`(length: UInt8, marker: UInt8) throws {
        let plain = Self.plain.file
        let file = plain[..<2] + [0xFF, marker, 0, length] + plain[2...]
        let prepared = try ImagePreparer().prepare(Array(file))
        #expect(prepared.receipt.route == .transform)
        let source = try #require(CoefficientImage(Array(file)))
        #expect(source.difference(from: CoefficientImage(prepared.bytes), .upright) == nil)
    }

    @Test(arguments: [UInt8(0xF7), 0xF8])
    func `JPEG-LS is refused by name`(marker: UInt8) {
        let file = Self.plain.changed { $0.segments[$0.frameIndex].marker = marker }
        #expect(code(file, PrepareOptions()) == "unsupported")
    }

    /// 4:4:4 as 2x1 thrice says what 1x1 says, and a turn of 1x1 needs fewer whole pixels.
    @Test(arguments: [(2, 1), (1, 2), (3, 1), (1, 3)], [2, 3, 4, 6, 7, 8])
    func `what all sampling factors have in common is divided before a turn`(
        shared: (Int, Int), orientation: UInt8
    ) throws {
        let wide = try #require(JPEGRecipe(width: 40, height: 24, factors: Array(repeating: shared, count: 3)).file())
        let plain = try #require(JPEGRecipe(width: 40, height: 24, factors: Array(repeating: (1, 1), count: 3)).file())
        let file = JPEGParts(wide).changed { $0.setOrientation(orientation) }
        let prepared = try ImagePreparer().prepare(file)
        #expect(prepared.receipt.route == .transform && prepared.receipt.isLossless)
        let source = try #require(CoefficientImage(plain))
        let applied = try #require(Orientation(rawValue: orientation))
        #expect(source.difference(from: CoefficientImage(prepared.bytes), applied) == nil)
    }

    @Test func `a turn that only Go refuses stays lossless, with a warning`() throws {
        let wide = try #require(JPEGRecipe(width: 64, height: 32, factors: [(4, 1), (1, 1), (1, 1)]).file())
        let prepared = try ImagePreparer().prepare(JPEGParts(wide).changed { $0.setOrientation(6) })
        #expect(prepared.receipt.route == .transform && prepared.receipt.isLossless)
        #expect(prepared.receipt.warnings.contains { $0.contains("Go's image/jpeg") && $0.contains("1x4") })
        #expect(try ImagePreparer().prepare(wide).receipt.warnings.isEmpty)
    }

    private func code(_ file: [UInt8], _ options: PrepareOptions) -> String? {
        do {
            _ = try ImagePreparer(options: options).prepare(file)
            return nil
        } catch {
            return error.code
        }
    }
}
