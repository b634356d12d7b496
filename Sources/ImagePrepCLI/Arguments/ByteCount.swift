/// A number of bytes as people write it: 500000, 20MB, 512KiB, 1.5GB.
struct ByteCount: Equatable {
    let value: Int

    private static let units: [String: Int] = [
        "": 1, "b": 1,
        "kb": 1_000, "mb": 1_000_000, "gb": 1_000_000_000,
        "k": 1_000, "m": 1_000_000, "g": 1_000_000_000,
        "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30,
    ]

    /// Nil where that is no number of bytes, or less than 1.
    init?(_ text: String) {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "_") }
        guard let factor = ByteCount.units[text.dropFirst(number.count).lowercased()],
            let bytes = ByteCount.product(number.filter { $0 != "_" }, factor), bytes >= 1
        else { return nil }
        value = bytes
    }

    private static func product(_ digits: String, _ factor: Int) -> Int? {
        if let whole = Int(digits) {
            let (bytes, overflows) = whole.multipliedReportingOverflow(by: factor)
            return overflows ? nil : bytes
        }
        return Double(digits).flatMap { Int(exactly: ($0 * Double(factor)).rounded(.down)) }
    }
}

extension ByteCount {
    /// Such as "3.71 MB": three digits, decimal units.
    static func description(of byteCount: Int) -> String {
        if byteCount < 1000 { return "\(byteCount) B" }
        var value = Double(byteCount) / 1000
        for unit in ["kB", "MB"] {
            if value < 999.5 { return "\(value.formatted(digits: 3)) \(unit)" }
            value /= 1000
        }
        return "\(value.formatted(digits: 3)) GB"
    }
}
