extension Span<UInt8> {
    /// Two bytes, most significant first; nil past the end.
    func bigEndian16(at offset: Int) -> Int? {
        guard offset >= 0, offset <= count - 2 else { return nil }
        return Int(self[offset]) << 8 | Int(self[offset + 1])
    }

    /// Four bytes, most significant first; nil past the end.
    func bigEndian32(at offset: Int) -> Int? {
        guard let high = bigEndian16(at: offset), let low = bigEndian16(at: offset + 2) else { return nil }
        return high << 16 | low
    }

    /// Whether these bytes stand at `offset`.
    func hasBytes(_ expected: StaticString, at offset: Int) -> Bool {
        guard offset >= 0, offset <= count - expected.utf8CodeUnitCount else { return false }
        return expected.withUTF8Buffer { expected in
            for index in expected.indices where unsafe self[offset + index] != expected[index] { return false }
            return true
        }
    }

    /// Printable ASCII from `range`, for a few words about bytes that nobody knows.
    func printable(_ range: Range<Int>, limit: Int = 24) -> String {
        var text = ""
        for index in range.prefix(limit) {
            guard (0x20...0x7E).contains(self[index]) else { break }
            text.unicodeScalars.append(Unicode.Scalar(self[index]))
        }
        return text
    }

    /// The offset of `needle` within `range`; nil where it is not there.
    func firstOffset(of needle: StaticString, in range: Range<Int>) -> Int? {
        let last = range.upperBound - needle.utf8CodeUnitCount
        guard last >= range.lowerBound, needle.utf8CodeUnitCount > 0 else { return nil }
        let first = needle.withUTF8Buffer { unsafe $0[0] }
        for offset in range.lowerBound...last where self[offset] == first && hasBytes(needle, at: offset) {
            return offset
        }
        return nil
    }
}
