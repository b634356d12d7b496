import Foundation

/// Colorimetry in plain floating point, written apart from the code under test: what conversions are held against.
extension SyntheticProfile {
    /// Relative colorimetric, from samples 0...1 of this RGB space to samples of sRGB, clipped.
    func exactSRGB(_ samples: [Double]) -> [Double] {
        let light = samples.map(linear)
        let xyz = (0..<3).map { row in (0..<3).reduce(0.0) { $0 + columns[$1][row] * light[$1] } }
        // XYZ relative to D50 to linear sRGB: made with numpy from the chromaticities of IEC 61966-2-1 by linear Bradford
        // adaptation to (0.9642, 1, 0.8249).
        let inverse = [
            [3.134186364, -1.617208959, -0.490694064],
            [-0.978748504, 1.916130097, 0.033433399],
            [0.071963928, -0.228993873, 1.405753733],
        ]
        // Black point compensation: what is as dark as (0, 0, 0) becomes black, and white stays.
        let black = (0..<3).reduce(0.0) { $0 + columns[$1][1] * linear(0) }
        return inverse.map { row in
            Self.encode((zip(row, xyz).reduce(0.0) { $0 + $1.0 * $1.1 } - black) / (1 - black))
        }
    }

    private func linear(_ sample: Double) -> Double {
        switch curve {
        case .gamma(let exponent): return Self.power(sample, (exponent * 256).rounded() / 256)
        case .parametric(_, let p):
            return sample >= p[4] ? Self.power(p[1] * sample + p[2], p[0]) : p[3] * sample
        case .table(let values):
            let position = sample * Double(values.count - 1)
            let index = min(Int(position), values.count - 2)
            let (left, right) = (Double(values[index]), Double(values[index + 1]))
            return (left + (right - left) * (position - Double(index))) / 65_535
        }
    }

    static func power(_ base: Double, _ exponent: Double) -> Double { pow(max(0, base), exponent) }

    static func encode(_ light: Double) -> Double {
        let clipped = min(max(light, 0), 1)
        return clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * pow(clipped, 1 / 2.4) - 0.055
    }
}

/// A CMYK profile of the smallest kind: a table with two points for each ink, from ink to Lab.
extension SyntheticProfile {
    static let cmyk = SyntheticProfile(
        version: 2, deviceClass: "prtr", space: "CMYK", name: "Ink", connection: "Lab ",
        extraTags: [("A2B0", cmykTable)]
    )

    /// lut8Type, ICC.1:2001-04, 6.5.6: identity curves around a table of 16 colours.
    private static var cmykTable: [UInt8] {
        var data = Array("mft1".utf8) + [0, 0, 0, 0, 4, 3, 2, 0]
        for index in 0..<9 { data += index % 4 == 0 ? [0, 1, 0, 0] : [0, 0, 0, 0] }
        for _ in 0..<4 { data += (0...255).map(UInt8.init) }
        for ink in 0..<16 {
            // The first ink changes slowest. Lab as 8 bits: L of 255 is 100, a and b of 128 are 0.
            let (cyan, magenta, yellow, black) = (ink & 8 != 0, ink & 4 != 0, ink & 2 != 0, ink & 1 != 0)
            let lightness = black ? 0 : 255 - (cyan ? 100 : 0) - (magenta ? 110 : 0) - (yellow ? 25 : 0)
            let a = black ? 128 : 128 - (cyan ? 35 : 0) + (magenta ? 70 : 0)
            let b = black ? 128 : 128 - (cyan ? 50 : 0) + (yellow ? 90 : 0)
            data += [UInt8(max(0, lightness)), UInt8(a), UInt8(b)]
        }
        for _ in 0..<3 { data += (0...255).map(UInt8.init) }
        return data + [UInt8](repeating: 0, count: (4 - data.count % 4) % 4)
    }
}
