import Testing

@testable import ImagePrep

struct ProfileClassificationTests {
    private let reader = ProfileReader(limits: InputLimits())

    static let srgbCurve: @Sendable (Double) -> Double = { ToneCurve.srgb($0) }

    @Test(arguments: [
        SyntheticProfile.srgb,
        SyntheticProfile(
            version: 2, name: "anything", columns: SyntheticProfile.srgbColumns, curve: .sampled(1_024, srgbCurve)),
        SyntheticProfile(version: 2, name: "c2", columns: SyntheticProfile.srgbColumns, curve: .sampled(64, srgbCurve)),
        SyntheticProfile(version: 2, name: "Adobe RGB", columns: SyntheticProfile.srgbColumns),
    ])
    func `a profile that does what sRGB does counts as sRGB, whatever it is called`(profile: SyntheticProfile) throws {
        #expect(try reader.color(of: profile.bytes, for: .yCbCr) == .srgb)
        #expect(try reader.color(of: profile.bytes, for: .gray) == .srgb)
    }

    @Test(arguments: [
        SyntheticProfile.displayP3, .adobeRGB, .proPhoto, .rec2020,
        SyntheticProfile(name: "sRGB IEC61966-2.1", columns: SyntheticProfile.displayP3Columns),
        SyntheticProfile(name: "sRGB IEC61966-2.1", columns: SyntheticProfile.srgbColumns, curve: .gamma(1.8)),
    ])
    func `a profile that does something else is not sRGB, whatever it is called`(profile: SyntheticProfile) throws {
        let color = try reader.color(of: profile.bytes, for: .rgb)
        guard case .matrix(let matrix) = color else {
            Issue.record("\(profile.name) was taken as \(color)")
            return
        }
        #expect(matrix.name == profile.name)
    }

    @Test func `a gray profile is judged by its curve`() throws {
        #expect(try reader.color(of: SyntheticProfile.gray(.srgb).bytes, for: .gray) == .srgb)
        let gamma18 = try reader.color(of: SyntheticProfile.gray(.gamma(1.8)).bytes, for: .grayAlpha)
        #expect(gamma18 == .gray(.gamma(461.0 / 256), name: "Gray"))
    }

    @Test(arguments: [
        (SyntheticProfile.displayP3, ColorModel.cmyk), (.gray(.gamma(1.8)), .rgb), (.gray(.gamma(1.8)), .palette),
        (SyntheticProfile(space: "CMYK"), .rgb), (SyntheticProfile(deviceClass: "link"), .rgb),
        (SyntheticProfile(space: "Lab "), .rgb), (SyntheticProfile(columns: []), .rgb),
    ])
    func `a profile that does not fit the samples is broken`(profile: SyntheticProfile, model: ColorModel) throws {
        guard case .broken = try reader.color(of: profile.bytes, for: model) else {
            Issue.record("\(try reader.color(of: profile.bytes, for: model))")
            return
        }
    }

    @Test func `every cut of a profile is broken or untagged, never a trap`() throws {
        let whole = SyntheticProfile.adobeRGB.bytes
        for count in 0..<whole.count {
            guard case .broken = try reader.color(of: Array(whole[..<count]), for: .rgb) else {
                Issue.record("\(count) of \(whole.count) bytes were accepted")
                return
            }
        }
    }

    @Test(arguments: 0..<4)
    func `a profile with random bytes changed never traps`(seed: UInt64) throws {
        var random = Xorshift(state: seed &* 7_919 &+ 1)
        let profiles = [
            SyntheticProfile.adobeRGB.bytes, SyntheticProfile.displayP3.bytes, SyntheticProfile.gray(.gamma(1.8)).bytes,
        ]
        for round in 0..<300 {
            var bytes = profiles[round % profiles.count]
            for _ in 0...(round % 5) { bytes[random.next(below: bytes.count)] = UInt8(random.next(below: 256)) }
            for model in [ColorModel.rgb, .gray, .cmyk] { _ = try reader.color(of: bytes, for: model) }
        }
    }
}

/// A small generator with a fixed seed, so that a failure can be repeated.
struct Xorshift: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    mutating func next(below limit: Int) -> Int { Int(next() % UInt64(limit)) }
}
