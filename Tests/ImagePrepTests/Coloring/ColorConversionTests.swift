import Testing

@testable import ImagePrep

/// Conversion of interleaved samples, held against Little CMS and against colorimetry written out below.
struct ColorConversionTests {
    static let wideSpaces = [
        SyntheticProfile.displayP3, .adobeRGB, .proPhoto, .rec2020,
        SyntheticProfile(version: 2, name: "gamma 1.8", columns: SyntheticProfile.srgbColumns, curve: .gamma(1.8)),
        SyntheticProfile(
            version: 2, name: "P3 with a table", columns: SyntheticProfile.displayP3Columns,
            curve: .sampled(1_024) { ToneCurve.srgb($0) }),
    ]

    /// A monitor whose black is not black, so that black point compensation has something to do.
    static let raisedBlack = SyntheticProfile(
        version: 2, name: "raised black", columns: SyntheticProfile.displayP3Columns,
        curve: .sampled(256) { 0.02 + 0.98 * $0 * $0 })

    @Test(arguments: wideSpaces)
    func `eight bits agree with Little CMS within one level`(profile: SyntheticProfile) throws {
        let ours = try converted(noise(channels: 3, seed: 7), by: color(profile))
        let theirs = try converted(noise(channels: 3, seed: 7), by: .lut(ICCProfile(profile.bytes)))
        let differences = zip(ours, theirs).map { abs(Int($0) - Int($1)) }.sorted()
        #expect(differences[differences.count * 999 / 1_000] <= 1)
        #expect((differences.last ?? 255) <= 2)
        let mean = Double(differences.reduce(0, +)) / Double(differences.count)
        #expect(mean < 0.1, "the mean difference is \(mean)")
    }

    /// Little CMS makes a table of 33 points a side of such a profile and is off by up to 12 levels, so it is no oracle here.
    @Test(arguments: wideSpaces + [raisedBlack])
    func `eight bits agree with exact colorimetry`(profile: SyntheticProfile) throws {
        let before = try noise(channels: 3, seed: 13).packedBytes()
        let after = try converted(noise(channels: 3, seed: 13), by: color(profile))
        var largest = 0.0
        for index in stride(from: 0, to: before.count, by: 3) {
            let exact = profile.exactSRGB(before[index..<index + 3].map { Double($0) / 255 })
            for channel in 0..<3 {
                largest = max(largest, abs(exact[channel] * 255 - Double(after[index + channel])))
            }
        }
        #expect(largest < 1.5, "a sample is off by \(largest)")
    }

    @Test(arguments: wideSpaces + [raisedBlack])
    func `sixteen bits agree with exact colorimetry`(profile: SyntheticProfile) throws {
        var pixels = try noise(channels: 3, bytesPerSample: 2, seed: 11)
        let before = samples16(pixels)
        let converter = try #require(try ColorConverter(color(profile), .rgb, bytesPerSample: 2))
        try converter.convert(&pixels)
        let after = samples16(pixels)
        var largest = 0.0
        for index in stride(from: 0, to: before.count, by: 3) {
            let exact = profile.exactSRGB(before[index..<index + 3].map { Double($0) / 65_535 })
            for channel in 0..<3 {
                largest = max(largest, abs(exact[channel] * 65_535 - Double(after[index + channel])))
            }
        }
        // A level of 8 bits is 257 of these.
        #expect(largest < 12, "a sample is off by \(largest)")
    }

    @Test func `alpha and padding stay as they are`() throws {
        var pixels = try noise(channels: 4, seed: 3)
        let before = allBytes(pixels)
        let converter = try #require(try ColorConverter(color(.displayP3), .rgba, bytesPerSample: 1))
        try converter.convert(&pixels)
        let after = allBytes(pixels)
        for index in before.indices {
            let column = index % pixels.rowBytes
            let isUntouched = column % 4 == 3 || column >= pixels.size.width * 4
            if isUntouched, after[index] != before[index] { Issue.record("byte \(index) changed") }
        }
        #expect(after != before)
    }

    @Test func `alpha stays through Little CMS too`() throws {
        var pixels = try noise(channels: 4, seed: 3)
        let before = pixels.packedBytes()
        let converter = try #require(
            try ColorConverter(.lut(ICCProfile(SyntheticProfile.displayP3.bytes)), .rgba, bytesPerSample: 1))
        try converter.convert(&pixels)
        let after = pixels.packedBytes()
        #expect(stride(from: 3, to: before.count, by: 4).allSatisfy { before[$0] == after[$0] })
        #expect(after != before)
    }

    @Test(arguments: [1, 2])
    func `gray stays gray and follows its curve`(bytesPerSample: Int) throws {
        let gray = try ProfileReader(limits: InputLimits()).color(
            of: SyntheticProfile.gray(.gamma(1.8)).bytes, for: .gray)
        let converter = try #require(try ColorConverter(gray, .gray, bytesPerSample: bytesPerSample))
        var pixels = try noise(channels: 2, bytesPerSample: bytesPerSample, seed: 5)
        let before = bytesPerSample == 1 ? pixels.packedBytes().map(UInt16.init) : samples16(pixels)
        try converter.convert(&pixels)
        let after = bytesPerSample == 1 ? pixels.packedBytes().map(UInt16.init) : samples16(pixels)
        let last = bytesPerSample == 1 ? 255.0 : 65_535.0
        for index in before.indices {
            let exact =
                SyntheticProfile.encode(SyntheticProfile.power(Double(before[index]) / last, 461.0 / 256)) * last
            let expected = index % 2 == 0 ? exact : Double(before[index])
            if abs(Double(after[index]) - expected) > 1 { Issue.record("\(before[index]) became \(after[index])") }
        }
    }

    @Test func `sRGB and untagged samples need no conversion`() throws {
        for color in [SourceColor.srgb, .untagged, .broken("")] {
            #expect(try ColorConverter(color, .rgb, bytesPerSample: 1) == nil)
        }
    }

    @Test func `a palette converts like the pixels it stands for`() throws {
        let converter = try #require(try ColorConverter(color(.adobeRGB), .rgb, bytesPerSample: 1))
        var palette: [UInt8] = [0, 0, 0, 10, 200, 30, 255, 255, 255]
        try converter.convertPalette(&palette)
        #expect(palette.prefix(3) == [0, 0, 0] && palette.suffix(3) == [255, 255, 255])
        let exact = SyntheticProfile.adobeRGB.exactSRGB([10 / 255.0, 200 / 255.0, 30 / 255.0])
        for channel in 0..<3 { #expect(abs(exact[channel] * 255 - Double(palette[3 + channel])) <= 1) }
    }

    // MARK: - CMYK

    @Test func `CMYK without a profile is the product of what it leaves`() throws {
        let converter = try #require(try ColorConverter(.untagged, .cmyk, bytesPerSample: 1))
        var rgb = try PixelBuffer(size: PixelSize(width: 61, height: 37), channels: 3, bytesPerSample: 1)
        let cmyk = try noise(channels: 4, seed: 9)
        try converter.convertCMYK(cmyk, to: &rgb)
        let (stored, made) = (cmyk.packedBytes(), rgb.packedBytes())
        for pixel in 0..<61 * 37 {
            for channel in 0..<3 {
                let exact = Double(stored[4 * pixel + channel]) * Double(stored[4 * pixel + 3]) / 255
                if abs(exact - Double(made[3 * pixel + channel])) > 0.5001 { Issue.record("pixel \(pixel)") }
            }
        }
        #expect(converter.displayName == "CMYK without a profile to sRGB")
    }

    @Test func `CMYK with a profile goes through it`() throws {
        let profile = SyntheticProfile.cmyk
        let color = try ProfileReader(limits: InputLimits()).color(of: profile.bytes, for: .ycck)
        let converter = try #require(try ColorConverter(color, .cmyk, bytesPerSample: 1))
        var cmyk = try PixelBuffer(size: PixelSize(width: 4, height: 1), channels: 4, bytesPerSample: 1)
        // 255 is no ink: paper, black ink alone, cyan, yellow.
        let stored: [UInt8] = [255, 255, 255, 255, 255, 255, 255, 0, 0, 255, 255, 255, 255, 255, 0, 255]
        var bytes = cmyk.mutableBytes
        for index in stored.indices { bytes[index] = stored[index] }
        var rgb = try PixelBuffer(size: cmyk.size, channels: 3, bytesPerSample: 1)
        try converter.convertCMYK(cmyk, to: &rgb)
        let made = rgb.packedBytes()
        #expect(made.prefix(3).allSatisfy { $0 >= 254 })
        #expect(made[3..<6].allSatisfy { $0 <= 2 })
        #expect(made[6] < 100 && made[8] > 150, "cyan became \(made[6..<9])")
        #expect(made[9] > 200 && made[11] < 130, "yellow became \(made[9..<12])")
        #expect(converter.displayName.hasPrefix("Ink to sRGB"))
    }

    // MARK: - Pieces

    private func color(_ profile: SyntheticProfile) throws -> SourceColor {
        try ProfileReader(limits: InputLimits()).color(of: profile.bytes, for: .rgb)
    }

    private func converted(_ pixels: consuming PixelBuffer, by color: SourceColor) throws -> [UInt8] {
        var pixels = pixels
        let samples: ColorConverter.Samples = pixels.channels == 4 ? .rgba : .rgb
        let converter = try #require(try ColorConverter(color, samples, bytesPerSample: 1))
        try converter.convert(&pixels)
        return pixels.packedBytes()
    }

    /// Random samples with the extremes among them, at a width that no vector divides.
    private func noise(channels: Int, bytesPerSample: Int = 1, seed: UInt64) throws -> PixelBuffer {
        var random = Xorshift(state: seed)
        var pixels = try PixelBuffer(
            size: PixelSize(width: 61, height: 37), channels: channels, bytesPerSample: bytesPerSample)
        var bytes = pixels.mutableBytes
        for index in bytes.indices {
            let value = random.next(below: 300)
            bytes[index] = value < 256 ? UInt8(value) : value < 278 ? 0 : 255
        }
        return pixels
    }

    private func allBytes(_ pixels: borrowing PixelBuffer) -> [UInt8] {
        (0..<pixels.byteCount).map { pixels.bytes[$0] }
    }

    private func samples16(_ pixels: borrowing PixelBuffer) -> [UInt16] {
        let bytes = pixels.packedBytes()
        return (0..<bytes.count / 2).map {
            UInt16(littleEndian: UInt16(bytes[2 * $0]) | UInt16(bytes[2 * $0 + 1]) << 8)
        }
    }
}
