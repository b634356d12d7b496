import Testing

@testable import ImagePrep

/// What inspection makes of the profiles in files, and the planner of that.
struct ProfileReadingTests {
    // MARK: - JPEG

    @Test(arguments: [[1, 2, 3], [3, 1, 2], [2, 3, 1]])
    func `parts in any order make the profile`(order: [Int]) throws {
        let parts = Self.parts(SyntheticProfile.displayP3.bytes, count: 3)
        let file = try Self.jpeg(order.map { parts[$0 - 1] })
        let inspection = try ImagePreparer().inspect(file.span)
        let expected = EmbeddedProfile.icc(
            description: "Display P3", byteCount: SyntheticProfile.displayP3.bytes.count)
        #expect(inspection.profile == expected)
        #expect(inspection.coloring.iccProfile == SyntheticProfile.displayP3.bytes)
        let plan = try ImagePreparer().plan(file.span)
        #expect(plan.route == .render && plan.color == .convertToSRGB)
        #expect(plan.reason.contains("Display P3"))
    }

    enum WrongParts: CaseIterable {
        case oneMissing, oneTwice, oneForAnother, wrongCount, countedFromZero, lastCut, empty, noProfile

        func apply(to parts: [[UInt8]]) -> [[UInt8]] {
            switch self {
            case .oneMissing: Array(parts.dropLast())
            case .oneTwice: parts + [parts[0]]
            case .oneForAnother: [parts[0], parts[1], parts[1]]
            case .wrongCount: parts.map { Array($0[..<13]) + [7] + $0[14...] }
            case .countedFromZero: parts.map { Array($0[..<12]) + [$0[12] - 1] + $0[13...] }
            case .lastCut: Array(parts.dropLast()) + [Array(parts[2].dropLast(9))]
            case .empty: parts.map { Array($0[..<14]) }
            case .noProfile: parts.map { Array($0[..<14]) + $0[14...].map { $0 ^ 0x55 } }
            }
        }
    }

    @Test(arguments: WrongParts.allCases, PrepareOptions.ColorPolicy.allCases)
    func `parts that do not fit are a warning, and the image counts as untagged`(
        wrong: WrongParts, policy: PrepareOptions.ColorPolicy
    ) throws {
        let file = try Self.jpeg(wrong.apply(to: Self.parts(SyntheticProfile.displayP3.bytes, count: 3)))
        let inspection = try ImagePreparer().inspect(file.span)
        #expect(Self.kind(inspection.profile) == "broken")
        #expect(inspection.warnings.contains { $0.contains("counts as untagged") })
        var options = PrepareOptions()
        options.color = policy
        let prepared = try ImagePreparer(options: options).prepare(file)
        #expect(prepared.receipt.route == .rewrite && !prepared.bytes.contains(canary: "ICC_PROFILE"))
    }

    @Test func `a profile that is really sRGB leaves the lossless routes open`() throws {
        let upright = try Self.jpeg(Self.parts(SyntheticProfile.srgb.bytes, count: 1))
        #expect(try ImagePreparer().inspect(upright.span).profile == .srgb)
        #expect(try ImagePreparer().plan(upright.span).route == .rewrite)
        let oriented = try Fixture.named("metadata/icc-srgb-o6.jpg")
        #expect(try ImagePreparer().plan(oriented.span).route == .transform)
    }

    @Test(arguments: [
        (65_535, "R03", true), (65_535, "R98", false), (1, "R03", false), (65_535, nil, false), (2, nil, true),
        (2, "R03", true), (3, "R03", false),
    ])
    func `a colour space of 2, or uncalibrated and R03 together, mean Adobe RGB`(
        colorSpace: Int, index: String?, isAdobeRGB: Bool
    ) throws {
        let file = try Self.jpeg(segments: [(0xE1, Self.exif(colorSpace: colorSpace, interoperability: index))])
        let profile = try ImagePreparer().inspect(file.span).profile
        #expect(profile == (isAdobeRGB ? .named("Adobe RGB (1998)") : .none))
        #expect(try ImagePreparer().plan(file.span).color == (isAdobeRGB ? .convertToSRGB : .none))
    }

    @Test func `a whole profile that is there twice is used, and of two that differ the first`() throws {
        let p3 = Self.parts(SyntheticProfile.displayP3.bytes, count: 1)
        let adobe = Self.parts(SyntheticProfile.adobeRGB.bytes, count: 1)
        for (parts, name) in [
            (p3 + p3, "Display P3"), (p3 + adobe, "Display P3"), (adobe + p3 + p3, "Adobe RGB (1998)"),
        ] {
            let file = try Self.jpeg(parts)
            let inspection = try ImagePreparer().inspect(file.span)
            guard case .icc(let description, _) = inspection.profile else {
                Issue.record("\(inspection.profile)")
                continue
            }
            #expect(description == name && inspection.warnings.count == 1)
            #expect(inspection.coloring.iccParts.count == 1)
            #expect(try ImagePreparer().plan(file.span).color == .convertToSRGB)
        }
        // Of a profile in parts none can be told to be the right one.
        let halves = Self.parts(SyntheticProfile.displayP3.bytes, count: 2)
        for parts in [halves + halves, p3 + halves] {
            let file = try Self.jpeg(parts)
            #expect(try Self.kind(ImagePreparer().inspect(file.span).profile) == "broken")
        }
    }

    @Test func `a profile ends where it says, and its parts are told in their order`() throws {
        let profile = SyntheticProfile.displayP3.bytes
        let parts = Self.parts(profile + [7, 7, 7, 7], count: 2)
        let jpeg = try Self.jpeg([parts[1], parts[0]])
        let coloring = try ImagePreparer().inspect(jpeg.span).coloring
        #expect(coloring.iccProfile == profile)
        #expect(coloring.iccParts.map(\.count) == parts.map(\.count))
        #expect(coloring.iccParts[0].lowerBound > coloring.iccParts[1].lowerBound)
        let file = try Self.png([("iCCP", Array("a\0\0".utf8) + Self.storedZlib(profile + [7, 7, 7, 7]))])
        #expect(try ImagePreparer().inspect(file.span).coloring.iccProfile == profile)
    }

    // MARK: - Code points in a profile

    private static func profile(codes: [UInt8], over columns: [[Double]] = SyntheticProfile.srgbColumns) -> [UInt8] {
        SyntheticProfile(
            name: "With cicp", columns: columns,
            extraTags: [("cicp", Array("cicp".utf8) + [0, 0, 0, 0] + codes)]
        ).bytes
    }

    /// As a PNG's cICP chunk says the same.
    @Test func `code points in a profile come before its curves`() throws {
        let cases: [(codes: [UInt8], expected: String?)] = [
            ([12, 13, 0, 1], "Display P3"), ([9, 8, 0, 1], "BT.2020 with linear light"), ([1, 13, 0, 1], nil),
            // Unknown code points, the narrow range and a matrix say nothing: curves and columns decide, which are sRGB's.
            ([77, 13, 0, 1], nil), ([12, 13, 0, 0], nil), ([12, 13, 1, 1], nil),
        ]
        for (codes, name) in cases {
            let profile = Self.profile(codes: codes)
            let expected: EmbeddedProfile =
                name.map { .icc(description: $0, byteCount: profile.count) } ?? .srgb
            let png = try Self.png([("iCCP", Array("a\0\0".utf8) + Self.storedZlib(profile))])
            #expect(try ImagePreparer().inspect(png.span).profile == expected, "\(codes)")
            let jpeg = try Self.jpeg(Self.parts(profile, count: 1))
            #expect(try ImagePreparer().inspect(jpeg.span).profile == expected, "\(codes)")
        }
    }

    @Test(arguments: [16, 18] as [UInt8], PrepareOptions.ColorPolicy.allCases)
    func `high dynamic range by a profile is refused where the caller wants that`(
        transfer: UInt8, policy: PrepareOptions.ColorPolicy
    ) throws {
        let profile = Self.profile(codes: [9, transfer, 0, 1])
        let png = try Self.png([("iCCP", Array("a\0\0".utf8) + Self.storedZlib(profile))])
        var options = PrepareOptions()
        options.color = policy
        options.highDynamicRange = .refuse
        let jpeg = try Self.jpeg(Self.parts(profile, count: 1))
        for file in [png, jpeg] {
            let error = #expect(throws: ImagePrepError.self) { try ImagePreparer(options: options).prepare(file) }
            #expect(error?.code == "unsupported")
        }
    }

    @Test func `an ICC profile counts for more than Exif`() throws {
        let profile = Self.parts(SyntheticProfile.srgb.bytes, count: 1).map { (UInt8(0xE2), $0) }
        let exif = (UInt8(0xE1), Self.exif(colorSpace: 65_535, interoperability: "R03"))
        let file = try Self.jpeg(segments: [exif] + profile)
        #expect(try ImagePreparer().inspect(file.span).profile == .srgb)
    }

    @Test(arguments: [nil, 20])
    func `a kept profile travels along on every route`(maxDimension: Int?) throws {
        var options = PrepareOptions()
        options.color = .keep
        options.maxDimension = maxDimension
        let profile = SyntheticProfile.displayP3.bytes
        let prepared = try ImagePreparer(options: options).prepare(
            Self.jpeg(Self.parts(profile, count: 2).reversed()))
        #expect(prepared.receipt.route == (maxDimension == nil ? .copy : .render))
        let again = try ImagePreparer(options: options).inspect(prepared.bytes.span)
        #expect(again.coloring.iccProfile == profile)
        #expect(again.warnings.isEmpty && prepared.receipt.colorConversion == nil)
    }

    // MARK: - PNG

    @Test func `cICP is read before anything else`() throws {
        let cases: [(codes: [UInt8], expected: EmbeddedProfile)] = [
            ([1, 13, 0, 1], .srgb), ([12, 13, 0, 1], .named("Display P3")),
            ([9, 8, 0, 1], .named("BT.2020 with linear light")),
            ([11, 1, 0, 1], .named("DCI-P3 with the BT.709 transfer function")),
            // Unknown code points, the narrow range and a matrix say nothing: the sRGB chunk decides.
            ([77, 13, 0, 1], .srgb), ([12, 13, 0, 0], .srgb), ([12, 13, 1, 1], .srgb),
        ]
        for (codes, expected) in cases {
            let file = try Self.png([("cICP", codes), ("sRGB", [0])])
            #expect(try ImagePreparer().inspect(file.span).profile == expected, "\(codes)")
        }
    }

    @Test(arguments: [16, 18] as [UInt8])
    func `high dynamic range is refused where the caller wants that`(transfer: UInt8) throws {
        let file = try Self.png([("cICP", [9, transfer, 0, 1])])
        #expect(try ImagePreparer().inspect(file.span).profile != .none)
        for policy in PrepareOptions.ColorPolicy.allCases {
            var options = PrepareOptions()
            options.color = policy
            options.highDynamicRange = .refuse
            let error = #expect(throws: ImagePrepError.self) { try ImagePreparer(options: options).prepare(file) }
            #expect(error?.code == "unsupported")
        }
    }

    @Test func `gamma and chromaticities far from sRGB are a warning, and honoured where asked`() throws {
        let linear = try Self.png([("gAMA", ChunkFile.bigEndian(100_000))])
        let inspection = try ImagePreparer().inspect(linear.span)
        #expect(inspection.profile == .none && inspection.warnings.contains { $0.contains("gamma") })
        #expect(try ImagePreparer().plan(linear.span).color == .none)
        var options = PrepareOptions()
        options.gamma = .honor
        #expect(try ImagePreparer(options: options).plan(linear.span).color == .convertToSRGB)
        let ignored = try ImagePreparer().prepare(linear).receipt.warnings
        #expect(ignored.contains { $0.contains("are ignored") })
        let honoured = try ImagePreparer(options: options).prepare(linear).receipt.warnings
        #expect(honoured.isEmpty)
        let usual = try Self.png([("gAMA", ChunkFile.bigEndian(45_455))])
        #expect(try ImagePreparer().inspect(usual.span).warnings.isEmpty)
        #expect(try ImagePreparer(options: options).plan(usual.span).color == .none)
    }

    @Test func `a colour chunk that makes no sense is a warning`() throws {
        let chunks: [(type: String, data: [UInt8])] = [
            ("cICP", [12, 13, 0]), ("gAMA", [0, 0, 0]), ("gAMA", [0, 0, 0, 0]), ("gAMA", [255, 255, 255, 255]),
            ("cHRM", [1, 2, 3]),
        ]
        for chunk in chunks {
            let file = try Self.png([(chunk.type, chunk.data)])
            let inspection = try ImagePreparer().inspect(file.span)
            #expect(inspection.profile == .none && inspection.warnings.count == 1, "\(chunk)")
        }
    }

    /// Only in a PNG a chunk can say what the pixels mean.
    @Test(arguments: [PrepareOptions.OutputFormat.png, .jpeg])
    func `colours that are to be kept are converted where the output cannot name them`(
        format: PrepareOptions.OutputFormat
    ) throws {
        let file = try Self.png([("cICP", [12, 13, 0, 1])])
        var options = PrepareOptions()
        (options.color, options.format) = (.keep, format)
        let made = try ImagePreparer(options: options).prepare(file)
        let isConverted = made.receipt.colorConversion != nil
        #expect(isConverted == (format == .jpeg))
        let warnings = made.receipt.warnings.filter { $0.contains("cannot be kept in a JPEG") }
        #expect(warnings.count == (isConverted ? 1 : 0))
        let isNamed = try ImagePreparer().inspect(made.bytes.span).profile != .none
        #expect(isNamed != isConverted)
    }

    @Test func `a PNG that a budget makes a JPEG takes its colours with it or has them converted`() throws {
        let picture = PlainPNG.picture(61, 43, colorType: 2, depth: 8).file()
        var chunks = ChunkFile.chunks(picture)
        chunks.insert(("cICP", [12, 13, 0, 1]), at: 1)
        var options = PrepareOptions()
        options.color = .keep
        options.maxBytes = try PNGRenderingTests.rendered(picture).bytes.count * 3 / 4
        let made = try ImagePreparer(options: options).prepare(ChunkFile.file(chunks))
        #expect(made.receipt.format == .jpeg && made.receipt.colorConversion != nil)
        #expect(made.receipt.warnings.contains { $0.contains("cannot be kept in a JPEG") })
    }

    @Test(arguments: [
        ("png/iccp-bad-crc.png", "broken"), ("png/iccp-garbage.png", "broken"), ("png/iccp-srgb.png", "srgb"),
        ("png/srgb-chunk.png", "srgb"), ("png/srgb-gama-chrm.png", "srgb"), ("png/iccp-display-p3.png", "icc"),
        ("png/iccp-adobe-rgb.png", "icc"), ("png/cicp-display-p3.png", "named"), ("png/gama-srgb.png", "none"),
        ("metadata/icc-p3-named-srgb.jpg", "icc"), ("metadata/icc-srgb-other-name.jpg", "srgb"),
        ("metadata/icc-p3-parts-reversed.jpg", "icc"), ("metadata/icc-p3-part-missing.jpg", "broken"),
        ("metadata/icc-p3-part-twice.jpg", "broken"), ("metadata/icc-truncated.jpg", "broken"),
        ("metadata/icc-garbage.jpg", "broken"),
    ])
    func `the fixtures' profiles are what they are made to be`(file: String, expected: String) throws {
        let bytes = try Fixture.named(file)
        #expect(try Self.kind(ImagePreparer().inspect(bytes.span).profile) == expected)
    }

    private static func kind(_ profile: EmbeddedProfile) -> String {
        switch profile {
        case .none: "none"
        case .srgb: "srgb"
        case .icc: "icc"
        case .named: "named"
        case .broken: "broken"
        }
    }

    @Test func `a profile that inflates to more than the limit is broken`() throws {
        var options = PrepareOptions()
        options.inputLimits.metadataBytes = 1_000
        let profile = SyntheticProfile.adobeRGB.bytes + [UInt8](repeating: 0, count: 2_000)
        let data = Array("a\0\0".utf8) + Self.storedZlib(profile)
        let file = try Self.png([("iCCP", data)])
        #expect(try Self.kind(ImagePreparer(options: options).inspect(file.span).profile) == "broken")
        #expect(try ImagePreparer().inspect(file.span).profile != .none)
    }

    // MARK: - Files

    /// APP2 payloads of about equal length.
    static func parts(_ profile: [UInt8], count: Int) -> [[UInt8]] {
        let length = (profile.count + count - 1) / count
        return (0..<count).map { index in
            let part = profile[index * length..<min(profile.count, (index + 1) * length)]
            return Array("ICC_PROFILE\0".utf8) + [UInt8(index + 1), UInt8(count)] + part
        }
    }

    static func jpeg(_ iccParts: some Sequence<[UInt8]>) throws -> [UInt8] {
        try jpeg(segments: iccParts.map { (0xE2, $0) })
    }

    /// Segments right behind SOI of a plain JPEG.
    static func jpeg(
        segments: [(UInt8, [UInt8])], into name: String = "jpeg/420-odd-o1.jpg"
    ) throws -> [UInt8] {
        let file = try Fixture.named(name)
        var bytes = Array(file[..<2])
        for (marker, payload) in segments {
            let length = payload.count + 2
            bytes += [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + payload
        }
        return bytes + file[2...]
    }

    /// Chunks right behind IHDR of a plain PNG.
    static func png(_ chunks: [(String, [UInt8])]) throws -> [UInt8] {
        let picture = PlainPNG.picture(5, 4, colorType: 2, depth: 8)
        var all = ChunkFile.chunks(picture.file())
        all.insert(contentsOf: chunks.map { (type: $0.0, data: $0.1) }, at: 1)
        return ChunkFile.file(all)
    }

    /// An Exif payload with nothing but a colour space and an interoperability index.
    private static func exif(colorSpace: Int, interoperability: String?) -> [UInt8] {
        func entry(_ tag: Int, _ type: Int, _ count: Int, _ value: [UInt8]) -> [UInt8] {
            [UInt8(tag >> 8), UInt8(tag & 255), 0, UInt8(type), 0, 0, 0, UInt8(count)] + value
        }
        func directory(_ entries: [[UInt8]]) -> [UInt8] {
            [0, UInt8(entries.count)] + entries.flatMap(\.self) + [0, 0, 0, 0]
        }
        let space = entry(0xA001, 3, 1, [UInt8(colorSpace >> 8), UInt8(colorSpace & 255), 0, 0])
        let first = directory([entry(0x8769, 4, 1, [0, 0, 0, 26])])
        guard let interoperability else { return header + first + directory([space]) }
        let second = directory([space, entry(0xA005, 4, 1, [0, 0, 0, 56])])
        let third = directory([entry(1, 2, 4, Array(interoperability.utf8) + [0])])
        return header + first + second + third
    }

    private static let header = Array("Exif\0\0MM\0*".utf8) + [0, 0, 0, 8]

    /// A zlib stream of one stored block.
    static func storedZlib(_ bytes: [UInt8]) -> [UInt8] {
        var (a, b) = (1, 0)
        for byte in bytes { (a, b) = ((a + Int(byte)) % 65_521, (a + Int(byte) + b) % 65_521) }
        let count = bytes.count
        let length = [UInt8(count & 255), UInt8(count >> 8), ~UInt8(count & 255), ~UInt8(count >> 8)]
        return [0x78, 0x01, 0x01] + length + bytes + ChunkFile.bigEndian(UInt32(b << 16 | a))
    }
}
