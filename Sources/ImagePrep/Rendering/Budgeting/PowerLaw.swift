/// y = a * x^exponent, through points that were measured.
///
/// From multiplications and divisions alone: the C library's power function may differ from CPU to CPU, and the same input
/// has to give the same bytes.
package struct PowerLaw {
    package var exponent: Double

    /// The exponent of the law through two points of positive coordinates, as far as `range` permits.
    package init(
        from first: (x: Double, y: Double), to second: (x: Double, y: Double), within range: ClosedRange<Double>
    ) {
        let run = Self.log2(second.x / first.x)
        let slope = run == 0 ? range.lowerBound : Self.log2(second.y / first.y) / run
        exponent = min(range.upperBound, max(range.lowerBound, slope))
    }

    package init(exponent: Double) { self.exponent = exponent }

    /// Where the law that goes through a point comes to `y`.
    package func x(at y: Double, through point: (x: Double, y: Double)) -> Double {
        point.x * Self.exp2(Self.log2(y / point.y) / exponent)
    }

    /// A positive number to any power.
    package static func power(_ x: Double, _ exponent: Double) -> Double { exp2(exponent * log2(x)) }

    /// Of a positive, finite number.
    package static func log2(_ x: Double) -> Double {
        // ln m = 2 artanh((m - 1) / (m + 1)) for a significand of 1..<2.
        let z = (x.significand - 1) / (x.significand + 1)
        var (term, sum) = (z, z)
        for divisor in stride(from: 3.0, through: 41, by: 2) {
            term *= z * z
            sum += term / divisor
        }
        return Double(x.exponent) + 2 * sum * 1.4426950408889634
    }

    /// 2^x, for x that a Double's exponent holds.
    package static func exp2(_ x: Double) -> Double {
        let clamped = min(1_000, max(-1_000, x))
        let whole = clamped.rounded(.down)
        let t = (clamped - whole) * 0.6931471805599453
        var (term, sum) = (1.0, 1.0)
        for n in stride(from: 1.0, through: 20, by: 1) {
            term *= t / n
            sum += term
        }
        return Double(sign: .plus, exponent: Int(whole), significand: sum)
    }
}
