internal import CImageCodecs

/// From a stored sample to linear light, both 0...1.
package enum ToneCurve: Sendable, Hashable {
    /// The sample to this power; 1 is the identity.
    case gamma(Double)
    /// Evenly spaced values, 65,535 being 1, with straight lines between them. At least two.
    case table([UInt16])
    /// ICC's parametric functions 0...4, ICC.1:2022, table 68: parameters g, a, b, c, d, e, f, absent ones zero.
    case parametric(function: Int, [7 of Double])

    /// IEC 61966-2-1.
    package static let srgb = ToneCurve.parametric(
        function: 3, [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045, 0, 0])
    /// ITU-R BT.709, 1.2, turned round: what 1, 6, 14 and 15 mean in cICP.
    package static let rec709 = ToneCurve.parametric(
        function: 3, [1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081, 0, 0])

    /// The value at `sample`, always a number in 0...1 whatever the parameters are.
    package func callAsFunction(_ sample: Double) -> Double {
        let value =
            switch self {
            case .gamma(let exponent): Self.power(sample, exponent)
            case .table(let values): Self.interpolate(values, at: sample)
            case .parametric(let function, let parameters): Self.evaluate(function, parameters, at: sample)
            }
        // A NaN fails both comparisons and becomes 0.
        return value >= 1 ? 1 : value > 0 ? value : 0
    }

    private static func power(_ base: Double, _ exponent: Double) -> Double { base > 0 ? ip_power(base, exponent) : 0 }

    private static func interpolate(_ values: [UInt16], at sample: Double) -> Double {
        guard let last = values.last, values.count > 1 else { return sample }
        let position = sample * Double(values.count - 1)
        guard position >= 0, position < Double(values.count - 1) else { return Double(last) / 65_535 }
        let index = Int(position)
        let (left, right) = (Double(values[index]), Double(values[index + 1]))
        return (left + (right - left) * (position - Double(index))) / 65_535
    }

    private static func evaluate(_ function: Int, _ p: [7 of Double], at x: Double) -> Double {
        let (g, a, b, c, d, e, f) = (p[0], p[1], p[2], p[3], p[4], p[5], p[6])
        let isAboveZero = a * x + b >= 0
        switch function {
        case 0: return power(x, g)
        case 1: return isAboveZero ? power(a * x + b, g) : 0
        case 2: return isAboveZero ? power(a * x + b, g) + c : c
        case 3: return x >= d ? power(a * x + b, g) : c * x
        default: return x >= d ? power(a * x + b, g) + e : c * x + f
        }
    }

    package static func == (left: ToneCurve, right: ToneCurve) -> Bool {
        switch (left, right) {
        case (.gamma(let a), .gamma(let b)): a == b
        case (.table(let a), .table(let b)): a == b
        case (.parametric(let f, let a), .parametric(let g, let b)): f == g && (0..<7).allSatisfy { a[$0] == b[$0] }
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .gamma(let exponent): hasher.combine(exponent)
        case .table(let values): hasher.combine(values)
        case .parametric(let function, let parameters):
            hasher.combine(function)
            for index in 0..<7 { hasher.combine(parameters[index]) }
        }
    }
}
