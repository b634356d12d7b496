internal import CImageCodecs

/// Samples of high dynamic range, and how they become sRGB: light by the transfer function, rolled off so that the peak becomes
/// white, to sRGB's primaries. docs/color.md has the curves.
package struct HighDynamicRange: Sendable, Hashable {
    /// Of ITU-R BT.2100-2.
    package enum Transfer: Sendable, Hashable {
        /// Perceptual quantization, table 4: a sample stands for light of a display.
        case pq
        /// Hybrid log-gamma, table 5: a sample stands for light of the scene.
        case hlg
    }

    package var transfer: Transfer
    package var primaries: RGBPrimaries
    /// The brightest light that is in it, in cd/m2.
    package var peak: Double

    /// Diffuse white, in cd/m2: ITU-R BT.2408-7, table 1.
    package static let referenceWhite = 203.0
    /// What is taken where a file says nothing, and the display for which HLG's system gamma is 1.2.
    package static let usualPeak = 1_000.0

    /// - Parameter peak: what the file says; nil, or a number that no display has, counts as 1,000 cd/m2.
    package init(_ transfer: Transfer, _ primaries: RGBPrimaries, peak: Double? = nil) {
        self.transfer = transfer
        self.primaries = primaries
        let known = peak.map { $0.isFinite && $0 >= 1 && $0 <= 10_000 } ?? false
        let stated = known ? peak ?? Self.usualPeak : Self.usualPeak
        // HLG is relative: its peak is that of the display.
        self.peak = transfer == .pq ? max(Self.referenceWhite, stated) : Self.usualPeak
    }

    package var name: String {
        switch transfer {
        case .pq: "PQ (SMPTE ST 2084)"
        case .hlg: "HLG (ARIB STD-B67)"
        }
    }
}

extension HighDynamicRange {
    private static let m1 = 2_610.0 / 16_384
    private static let m2 = 2_523.0 / 4_096 * 128
    private static let c1 = 3_424.0 / 4_096
    private static let c2 = 2_413.0 / 4_096 * 32
    private static let c3 = 2_392.0 / 4_096 * 32

    /// From a PQ sample, 0...1, to cd/m2.
    package static func light(pq sample: Double) -> Double {
        let root = ip_power(max(0, sample), 1 / m2)
        return 10_000 * ip_power(max(0, root - c1) / (c2 - c3 * root), 1 / m1)
    }

    /// From cd/m2 to a PQ sample.
    package static func pq(light: Double) -> Double {
        let power = ip_power(max(0, light) / 10_000, m1)
        return ip_power((c1 + c2 * power) / (1 + c3 * power), m2)
    }

    /// From an HLG sample to the scene's light, both 0...1.
    package static func sceneLight(hlg sample: Double) -> Double {
        let (a, b, c) = (0.178_832_77, 0.284_668_92, 0.559_910_73)
        guard sample > 0.5 else { return max(0, sample) * max(0, sample) / 3 }
        return (ip_exponential((sample - c) / a) + b) / 12
    }

    /// The roll-off of ITU-R BT.2390-10, 5.4.1, from a display of this peak to one of `referenceWhite`, in cd/m2.
    package func rolledOff(_ light: Double) -> Double {
        let top = Self.pq(light: peak)
        let limit = Self.pq(light: Self.referenceWhite) / top
        guard limit < 1 else { return min(light, Self.referenceWhite) }
        let (sample, knee) = (min(1, Self.pq(light: light) / top), 1.5 * limit - 0.5)
        guard sample > knee else { return light }
        let t = (sample - knee) / (1 - knee)
        let (square, cube) = (t * t, t * t * t)
        let curved =
            (2 * cube - 3 * square + 1) * knee + (cube - 2 * square + t) * (1 - knee) + (3 * square - 2 * cube) * limit
        return Self.light(pq: curved * top)
    }

    /// Light of a sample that is alone or alike in all channels, 1 being white.
    package func grayLight(_ sample: Double) -> Double {
        let light =
            switch transfer {
            case .pq: min(peak, Self.light(pq: sample))
            case .hlg: peak * ip_power(Self.sceneLight(hlg: sample), Self.systemGamma)
            }
        return rolledOff(light) / Self.referenceWhite
    }

    /// Of a display of 1,000 cd/m2.
    package static let systemGamma = 1.2
}
