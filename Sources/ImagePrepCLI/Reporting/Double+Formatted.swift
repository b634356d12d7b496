// Formatting numbers is all that the command would need Foundation for.
extension Double {
    /// A decimal number without an exponent, with this many significant digits, or more where the whole part has more.
    func formatted(digits: Int) -> String {
        var decimals = max(0, digits - 1)
        var bound = 10.0
        while decimals > 0,
            (abs(self) * Double.power(of: 10, decimals)).rounded() >= bound * Double.power(of: 10, decimals)
        {
            decimals -= 1
            bound *= 10
        }
        return formatted(decimals: decimals)
    }

    /// A decimal number with this many digits after the point.
    func formatted(decimals: Int) -> String {
        let scale = Double.power(of: 10, decimals)
        guard let scaled = Int(exactly: (abs(self) * scale).rounded()) else { return "\(self)" }
        let sign = self < 0 && scaled > 0 ? "-" : ""
        guard decimals > 0 else { return "\(sign)\(scaled)" }
        let fraction = String(scaled % Int(scale))
        return "\(sign)\(scaled / Int(scale))." + String(repeating: "0", count: decimals - fraction.count) + fraction
    }

    private static func power(of base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { result, _ in result * base }
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
    var milliseconds: Double { seconds * 1000 }
}
