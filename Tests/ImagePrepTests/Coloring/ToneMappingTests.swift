import Foundation
import ImagePrep
import Testing

/// ITU-R BT.2100-2 and BT.2390-10 written out once more, in plain arithmetic.
enum PlainToneMapping {
    static func pqLight(_ sample: Double) -> Double {
        let root = pow(sample, 1 / 78.84375)
        return 10_000 * pow(max(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root), 1 / 0.1593017578125)
    }

    static func pqSample(_ light: Double) -> Double {
        let power = pow(light / 10_000, 0.1593017578125)
        return pow((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power), 78.84375)
    }

    static func hlgLight(_ rgb: [Double]) -> [Double] {
        let scene = rgb.map { $0 <= 0.5 ? $0 * $0 / 3 : (exp(($0 - 0.55991073) / 0.17883277) + 0.28466892) / 12 }
        let luminance = 0.2627 * scene[0] + 0.6780 * scene[1] + 0.0593 * scene[2]
        return scene.map { 1_000 * $0 * pow(luminance, 0.2) }
    }

    static func rolledOff(_ light: Double, peak: Double) -> Double {
        let (top, limit) = (pqSample(peak), pqSample(203) / pqSample(peak))
        let (sample, knee) = (min(1, pqSample(light) / top), 1.5 * limit - 0.5)
        guard sample > knee else { return light }
        let t = (sample - knee) / (1 - knee)
        let spline =
            (2 * pow(t, 3) - 3 * t * t + 1) * knee + (pow(t, 3) - 2 * t * t + t) * (1 - knee)
            + (-2 * pow(t, 3) + 3 * t * t) * limit
        return pqLight(spline * top)
    }

    /// BT.2020 to BT.709, as BT.2087-0 has it.
    static let toSRGB = [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]]

    /// 0...255, of samples 0...1 in BT.2020.
    static func converted(_ rgb: [Double], isHLG: Bool, peak: Double) -> [Double] {
        let light = isHLG ? hlgLight(rgb) : rgb.map { min(peak, pqLight($0)) }
        let largest = light.max() ?? 0
        let factor = largest > 0 ? rolledOff(largest, peak: peak) / largest / 203 : 0
        return toSRGB.map { row in
            let linear = min(1, max(0, zip(row, light).map { $0 * $1 * factor }.reduce(0, +)))
            return 255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055)
        }
    }
}

struct ToneMappingTests {
    private static func converted(
        _ samples: [UInt16], isHLG: Bool, peak: Double? = nil, channels: Int = 3
    ) throws -> [UInt16] {
        let pixels = samples.count / channels
        var buffer = try PixelBuffer(
            size: PixelSize(width: pixels, height: 1), channels: channels, bytesPerSample: 2)
        var bytes = buffer.mutableBytes
        for (index, sample) in samples.enumerated() {
            bytes[2 * index] = UInt8(sample & 255)
            bytes[2 * index + 1] = UInt8(sample >> 8)
        }
        let color = SourceColor.highDynamicRange(HighDynamicRange(isHLG ? .hlg : .pq, .rec2020, peak: peak))
        let converter = try #require(
            try ColorConverter(color, channels == 1 ? .gray : channels == 3 ? .rgb : .rgba, bytesPerSample: 2))
        #expect(converter.isToneMapped)
        try converter.convert(&buffer)
        return samples.indices.map { UInt16(buffer.bytes[2 * $0]) | UInt16(buffer.bytes[2 * $0 + 1]) << 8 }
    }

    @Test(arguments: [false, true], [203.0, 600, 1_000, 4_000, 10_000])
    func `colours are those of the recommendations, written out`(isHLG: Bool, peak: Double) throws {
        if isHLG, peak != 1_000 { return }
        let levels: [UInt16] = [0, 300, 9_000, 21_000, 32_000, 38_000, 45_000, 52_000, 60_000, 65_535]
        var samples: [UInt16] = []
        for red in levels { for green in levels { for blue in levels { samples += [red, green, blue] } } }
        let found = try Self.converted(samples, isHLG: isHLG, peak: peak)
        for start in stride(from: 0, to: samples.count, by: 3) {
            let pixel = samples[start..<start + 3].map { Double($0) / 65_535 }
            let expected = PlainToneMapping.converted(pixel, isHLG: isHLG, peak: peak)
            for channel in 0..<3 {
                let level = Double(found[start + channel]) / 257
                // BT.2087's matrix has four digits, which is up to half a level near black.
                #expect(abs(level - expected[channel]) < 0.75, "\(pixel) -> \(expected), \(channel)")
            }
        }
    }

    @Test func `the peak is white, what is dark stays, and grays stay gray`() throws {
        // 1,000 cd/m2; 50, which is below the knee; black.
        let samples = [1_000.0, 50, 0].map { UInt16((PlainToneMapping.pqSample($0) * 65_535).rounded()) }
        let found = try Self.converted(samples.flatMap { [$0, $0, $0] }, isHLG: false)
        #expect(found[0...2].allSatisfy { $0 >= 65_500 } && found[6...8].allSatisfy { $0 == 0 })
        let dark = 65_535 * (1.055 * pow(50.0 / 203, 1 / 2.4) - 0.055)
        #expect(found[3...5].allSatisfy { abs(Double($0) - dark) < 30 })
        let gray = try Self.converted(samples, isHLG: false, channels: 1)
        for index in 0..<3 { #expect(abs(Int(gray[index]) - Int(found[3 * index])) < 60) }
    }

    @Test func `alpha stays`() throws {
        #expect(try Self.converted([40_000, 20_000, 1_000, 777], isHLG: true, channels: 4)[3] == 777)
    }

    /// A picture of one colour, as a PNG that speaks of PQ, of 1,000 cd/m2 or more.
    private static func png(_ chunks: [(String, [UInt8])], _ level: UInt16) -> [UInt8] {
        var picture = PlainPNG(width: 8, height: 8, depth: 16, colorType: 2, samples: [])
        picture.samples = [Int](repeating: Int(level), count: 192)
        let file = picture.file()
        // Behind IHDR, which ends at 33.
        return Array(file[..<33]) + chunks.flatMap { ChunkFile.chunk($0.0, $0.1) } + Array(file[33...])
    }

    @Test(arguments: [nil, 4_000] as [Int?])
    func `a PNG is tone mapped from the light that it speaks of, and its receipt says so`(peak: Int?) throws {
        let level = UInt16((PlainToneMapping.pqSample(400) * 65_535).rounded())
        let light = peak.map { [("cLLI", ChunkFile.bigEndian(UInt32($0 * 10_000)) + [0, 0, 0, 0])] } ?? []
        let file = Self.png([("cICP", [9, 16, 0, 1])] + light, level)
        let prepared = try ImagePreparer().prepare(file)
        #expect(prepared.receipt.isToneMapped && prepared.receipt.colorConversion?.contains("tone mapped") == true)
        let gray =
            257
            * PlainToneMapping.converted(
                [Double](repeating: Double(level) / 65_535, count: 3), isHLG: false, peak: Double(peak ?? 1_000))[0]
        #expect(try PlainPNG(reading: prepared.bytes).samples.allSatisfy { abs(Double($0) - gray) < 130 })
        var options = PrepareOptions()
        options.highDynamicRange = .refuse
        let error = #expect(throws: ImagePrepError.self) { try ImagePreparer(options: options).prepare(file) }
        #expect(error?.code == "unsupported" && error?.description.contains("--hdr map") == true)
    }

    @Test func `a PNG whose colours are kept keeps what they mean`() throws {
        var options = PrepareOptions()
        options.color = .keep
        let file = Self.png([("cICP", [9, 16, 0, 1])], 30_000)
        let prepared = try ImagePreparer(options: options).prepare(file)
        #expect(!prepared.receipt.isToneMapped && prepared.receipt.isLossless)
        #expect(try ImagePreparer().inspect(prepared.bytes.span).profile == .named("PQ (SMPTE ST 2084)"))
    }
}
