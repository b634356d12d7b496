internal import Foundation

/// A value as compact JSON, with the keys in alphabetical order and the characters escaped that no reader sees.
///
/// - Throws: what encoding throws.
func jsonText(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return escapingInvisible(String(decoding: try encoder.encode(value), as: UTF8.self)) { scalar in
        String(scalar).utf16.reduce(into: "") { text, unit in
            let digits = String(unit, radix: 16)
            text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }
}

/// Names come from files and from a server; what a terminal would take for a command is escaped.
func printable(_ text: String) -> String { escapingInvisible(text) { "\\u{" + String($0.value, radix: 16) + "}" } }

/// Controls of C0 and C1, what turns text around or joins it, and separators of lines: JSON itself knows but the first.
private func escapingInvisible(_ text: String, _ escape: (Unicode.Scalar) -> String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: result += escape(scalar)
        default: result.unicodeScalars.append(scalar)
        }
    }
}
