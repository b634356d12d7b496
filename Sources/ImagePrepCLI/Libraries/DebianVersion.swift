/// The version of a Debian package, ordered as dpkg orders them.
struct DebianVersion: Sendable, CustomStringConvertible {
    let description: String
    private let epoch: Int
    private let upstream: Substring
    private let revision: Substring

    init(_ text: String) {
        description = text
        let parts = text.split(separator: ":", maxSplits: 1)
        epoch = parts.count == 2 ? Int(parts[0]) ?? 0 : 0
        let rest = parts.last ?? ""
        let dash = rest.lastIndex(of: "-")
        upstream = dash.map { rest[..<$0] } ?? rest
        revision = dash.map { rest[rest.index(after: $0)...] } ?? ""
    }
}

extension DebianVersion: Comparable {
    static func == (one: DebianVersion, other: DebianVersion) -> Bool { !(one < other) && !(other < one) }

    static func < (one: DebianVersion, other: DebianVersion) -> Bool {
        if one.epoch != other.epoch { return one.epoch < other.epoch }
        let order = compare(Array(one.upstream.utf8), Array(other.upstream.utf8))
        return (order == 0 ? compare(Array(one.revision.utf8), Array(other.revision.utf8)) : order) < 0
    }

    /// Runs of other characters and of digits in turn, as Debian's policy manual has it (5.6.12).
    private static func compare(_ one: [UInt8], _ other: [UInt8]) -> Int {
        var (i, j) = (0, 0)
        while i < one.count || j < other.count {
            while !isDigit(one, i) && i < one.count || !isDigit(other, j) && j < other.count {
                let difference = weight(one, i) - weight(other, j)
                if difference != 0 { return difference }
                i += 1
                j += 1
            }
            let difference = number(one, &i) - number(other, &j)
            if difference != 0 { return difference }
        }
        return 0
    }

    private static func isDigit(_ text: [UInt8], _ index: Int) -> Bool {
        index < text.count && (0x30...0x39).contains(text[index])
    }

    /// A tilde is less than the end, the end less than letters, letters less than all else.
    private static func weight(_ text: [UInt8], _ index: Int) -> Int {
        guard index < text.count, !isDigit(text, index) else { return 0 }
        let character = text[index]
        if character == UInt8(ascii: "~") { return -1 }
        let isLetter = (0x41...0x5A).contains(character) || (0x61...0x7A).contains(character)
        return Int(character) + (isLetter ? 0 : 256)
    }

    /// Longer numbers than any version has end at the largest.
    private static func number(_ text: [UInt8], _ index: inout Int) -> Int {
        var value = 0
        while isDigit(text, index) {
            value = min(value * 10 + Int(text[index] - 0x30), 1 << 48)
            index += 1
        }
        return value
    }
}
