#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep

/// One of an option's names; its raw values are what the command line calls them.
func choice<Value: RawRepresentable<String> & CaseIterable>(_ option: String, _ text: String?) throws -> Value? {
    guard let text else { return nil }
    guard let value = Value(rawValue: text) else {
        let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("\(option) is one of \(names), not \(text).")
    }
    return value
}

/// Leaves the option as it is where nothing was asked for.
func set<Value>(_ option: inout Value, _ value: Value?) throws {
    if let value { option = value }
}

func set<Value>(_ option: inout Value?, _ value: Value?) throws {
    if let value { option = value }
}

func parseSize(_ option: String, _ text: String?) throws -> Int? {
    guard let text else { return nil }
    guard let count = ByteCount(text) else {
        throw ValidationError("\(option) is a number of bytes such as 500000, 20MB or 512KiB, not \(text).")
    }
    return count.value
}

func checked(_ option: String, _ value: Int?, in range: ClosedRange<Int>) throws -> Int? {
    guard let value, !range.contains(value) else { return value }
    let bound =
        range.upperBound == Int.max ? "at least \(range.lowerBound)" : "\(range.lowerBound)...\(range.upperBound)"
    throw ValidationError("\(option) is \(bound), not \(value).")
}

/// Six hexadecimal digits, with or without a # before them.
func parseColor(_ text: String) throws -> PrepareOptions.BackgroundColor {
    let digits = text.hasPrefix("#") ? text.dropFirst() : text[...]
    guard digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16) else {
        throw ValidationError("--background is six hexadecimal digits such as FFFFFF, not \(text).")
    }
    return PrepareOptions.BackgroundColor(
        red: UInt8(truncatingIfNeeded: value >> 16), green: UInt8(truncatingIfNeeded: value >> 8),
        blue: UInt8(truncatingIfNeeded: value))
}
#endif
