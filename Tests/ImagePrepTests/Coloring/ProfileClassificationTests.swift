import CImageCodecs
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

    @Test func `multi-process elements are passed over for what stands beside them`() throws {
        var profile = SyntheticProfile.displayP3
        let expected = try reader.color(of: profile.bytes, for: .rgb)
        profile.extraTags = [("D2B1", Self.sharedElements(count: 3))]
        #expect(try reader.color(of: profile.bytes, for: .rgb) == expected)
        profile.columns = []
        guard case .broken(let reason) = try reader.color(of: profile.bytes, for: .rgb) else {
            Issue.record("a profile of multi-process elements alone was accepted")
            return
        }
        #expect(reason.contains("multi-process"))
    }

    /// Little CMS would take gigabytes for the first, and a table of 100 MB for the second.
    @Test(arguments: ["D2B1", "A2B0"], ["RGB ", "CMYK"])
    func `a small profile that asks for much is broken`(signature: String, space: String) throws {
        let data = signature == "D2B1" ? Self.sharedElements(count: 100_000) : Self.emptyTable(gridPoints: 255)
        let profile = SyntheticProfile(space: space, connection: "Lab ", extraTags: [(signature, data)])
        guard case .broken(let reason) = try reader.color(of: profile.bytes, for: space == "CMYK" ? .cmyk : .rgb) else {
            Issue.record("\(data.count) bytes were accepted")
            return
        }
        #expect(reason.contains(signature == "D2B1" ? "multi-process elements" : "more than 10000 pieces"))
    }

    @Test func `a profile of printers has room for its tables`() throws {
        let profile = SyntheticProfile(
            version: 2, deviceClass: "prtr", space: "CMYK", connection: "Lab ",
            extraTags: ["A2B0", "A2B1"].map { ($0, Self.table(inputs: 4, gridPoints: 21)) })
        guard case .lut = try reader.color(of: profile.bytes, for: .cmyk) else {
            Issue.record("\(try reader.color(of: profile.bytes, for: .cmyk))")
            return
        }
        let transform = try? ProfileTransform(ICCProfile(profile.bytes), IP_COLOR_CMYK, bytesPerSample: 1)
        #expect(transform != nil)
    }

    /// multiProcessElementsType: every position leads to the one identity matrix that is there.
    private static func sharedElements(count: Int) -> [UInt8] {
        let element = Array("matf".utf8) + [0, 0, 0, 0, 0, 3, 0, 3] + floats([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0])
        let position = big32(16 + 8 * count) + big32(element.count)
        return Array("mpet".utf8) + [0, 0, 0, 0, 0, 3, 0, 3] + big32(count)
            + (0..<count).flatMap { _ in position } + element
    }

    private static func floats(_ values: [Float]) -> [UInt8] { values.flatMap { big32(Int($0.bitPattern)) } }

    private static func big32(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 255) } }

    /// lut16Type of three inputs that ends before its table.
    private static func emptyTable(gridPoints: UInt8) -> [UInt8] {
        Array(table(inputs: 3, gridPoints: 2).prefix(64)).enumerated().map { $0 == 10 ? gridPoints : $1 }
    }

    /// lut16Type with two entries a curve, and zeros for a table.
    private static func table(inputs: Int, gridPoints: Int) -> [UInt8] {
        let identity = [1, 0, 0, 0, 1, 0, 0, 0, 1].flatMap { big32($0 << 16) }
        let curve: [UInt8] = [0, 0, 255, 255]
        let grid = [UInt8](repeating: 0, count: (0..<inputs).reduce(6) { count, _ in count * gridPoints })
        return Array("mft2".utf8) + [0, 0, 0, 0, UInt8(inputs), 3, UInt8(gridPoints), 0] + identity + [0, 2, 0, 2]
            + (0..<inputs).flatMap { _ in curve } + grid + (0..<3).flatMap { _ in curve }
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
