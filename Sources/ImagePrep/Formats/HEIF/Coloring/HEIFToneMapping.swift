#if HEIF
    internal import CHEIFDecoding
    internal import CImageCodecs

    /// From high dynamic range to sRGB: light of which reference white, 203 cd/m2, becomes the white of sRGB before what is brighter
    /// is rolled off below it.
    ///
    /// Sources: SMPTE ST 2084 and ITU-R BT.2100-2 for PQ and HLG with its system gamma at 1,000 cd/m2; BT.2408-7, 2.1, for reference
    /// white; BT.2390-11, 5.4.1, for the roll-off, here by the brightest of the three samples, so that hue stays.
    package struct HEIFToneMapping {
        package let range: HEIFDynamicRange

        package init(_ range: HEIFDynamicRange) { self.range = range }

        /// In cd/m2.
        package static let referenceWhite = 203.0
        /// What HLG is shown on, in cd/m2, and the exponent that belongs to it.
        private static let displayPeak = 1_000.0
        private static let systemGamma = 1.2

        private var peak: Double { range.transfer == .hlg ? Self.displayPeak : range.peak }

        // MARK: - Transfer functions

        /// A sample of PQ, 0...1, to cd/m2. Source: BT.2100-2, table 4.
        package static func luminance(pq sample: Double) -> Double {
            let power = ip_power(max(0, sample), 1 / 78.84375)
            let ratio = max(0, power - 0.8359375) / (18.8515625 - 18.6875 * power)
            return 10_000 * ip_power(ratio, 1 / 0.1593017578125)
        }

        /// From cd/m2 to a sample of PQ.
        package static func pq(luminance: Double) -> Double {
            let power = ip_power(max(0, luminance) / 10_000, 0.1593017578125)
            return ip_power((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power), 78.84375)
        }

        /// A sample of HLG, 0...1, to light of the scene, 0...1. Source: BT.2100-2, table 5.
        package static func sceneLight(hlg sample: Double) -> Double {
            guard sample > 0.5 else { return max(0, sample) * sample / 3 }
            let (a, b, c) = (0.17883277, 0.28466892, 0.55991073)
            // e to the power of x.
            return (ip_power(2.718281828459045, (sample - c) / a) + b) / 12
        }

        // MARK: - Roll-off

        /// Light in cd/m2 after the roll-off. Source: BT.2390-11, 5.4.1, with black at 0.
        package func rolledOff(_ luminance: Double) -> Double {
            guard peak > Self.referenceWhite else { return luminance }
            let most = Self.pq(luminance: peak)
            let target = Self.pq(luminance: Self.referenceWhite) / most
            let source = min(1, Self.pq(luminance: luminance) / most)
            let knee = 1.5 * target - 0.5
            guard source > knee else { return luminance }
            let t = (source - knee) / (1 - knee)
            let (t2, t3) = (t * t, t * t * t)
            let curved = (2 * t3 - 3 * t2 + 1) * knee + (t3 - 2 * t2 + t) * (1 - knee) + (3 * t2 - 2 * t3) * target
            return Self.luminance(pq: curved * most)
        }

        // MARK: - Tables

        private var light: [Float] {
            (0..<Int(IP_TONE_STEPS)).map { index in
                let sample = Double(index) / Double(IP_TONE_STEPS - 1)
                return switch range.transfer {
                case .pq: Float(Self.luminance(pq: sample) / Self.referenceWhite)
                case .hlg: Float(Self.sceneLight(hlg: sample))
                }
            }
        }

        private var gain: [Float] {
            (0..<Int(IP_TONE_GAIN_STEPS)).map { index in
                let root = Double(index) / Double(IP_TONE_GAIN_STEPS - 1)
                let luminance = peak * root * root * root * root
                return luminance > 0 ? Float(rolledOff(luminance) / luminance) : 1
            }
        }

        /// Luminance of each primary alone.
        private var luminances: [3 of Double] { range.primaries.luminances ?? [0.2627, 0.678, 0.0593] }

        private var matrix: ColorMatrix {
            MatrixShaperProfile(range.primaries, curve: .gamma(1), name: "")?.matrixToSRGB ?? .identity
        }

        /// Everything as the C wants it; valid within the call.
        @unsafe func withTables<Result>(_ body: (UnsafePointer<ip_tone_mapping>) -> Result) -> Result {
            let (light, gain, luminances, m) = (light, gain, luminances, matrix.elements)
            let isHLG = range.transfer == .hlg
            func f(_ index: Int) -> Float { Float(m[index]) }
            return unsafe light.withUnsafeBufferPointer { light in
                unsafe gain.withUnsafeBufferPointer { gain in
                    // Tables are never empty.
                    guard let first = light.baseAddress, let factors = gain.baseAddress else { fatalError("no tables") }
                    let tone = unsafe ip_tone_mapping(
                        light: first, gain: factors, max_light: Float(peak / Self.referenceWhite),
                        system_exponent: isHLG ? Float(Self.systemGamma - 1) : 0,
                        system_scale: Float(Self.displayPeak / Self.referenceWhite),
                        luminance: (Float(luminances[0]), Float(luminances[1]), Float(luminances[2])),
                        matrix: (f(0), f(1), f(2), f(3), f(4), f(5), f(6), f(7), f(8)))
                    return unsafe withUnsafePointer(to: tone) { unsafe body($0) }
                }
            }
        }
    }

    extension RGBPrimaries {
        /// How bright each of the three is alone, white being 1; nil for primaries that span nothing.
        package var luminances: [3 of Double]? {
            guard let red = red.tristimulus, let green = green.tristimulus, let blue = blue.tristimulus,
                let white = white.tristimulus
            else { return nil }
            return ColorMatrix(columns: [red, green, blue]).inverse.map { $0 * white }
        }
    }
#endif
