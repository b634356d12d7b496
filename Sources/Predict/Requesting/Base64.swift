/// Standard base64 with padding (RFC 4648, section 4), written and read by hand so that the length is known beforehand
/// and no second copy of an image is made.
package enum Base64 {
    /// The characters that `count` bytes become.
    package static func encodedCount(of count: Int) -> Int { (count + 2) / 3 * 4 }

    private static let alphabet: [UInt8] = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Appends the characters of `bytes` from `start` up to `end`; `start` must be a multiple of 3 for parts to join.
    package static func append(_ bytes: [UInt8], from start: Int, to end: Int, onto output: inout [UInt8]) {
        let input = bytes.span
        let table = alphabet.span
        func character(_ group: UInt32, _ shift: UInt32) -> UInt8 { table[Int(group >> shift & 63)] }
        var index = start
        while index + 2 < end {
            let group = UInt32(input[index]) << 16 | UInt32(input[index + 1]) << 8 | UInt32(input[index + 2])
            output.append(character(group, 18))
            output.append(character(group, 12))
            output.append(character(group, 6))
            output.append(character(group, 0))
            index += 3
        }
        guard index < end else { return }
        let second = index + 1 < end ? UInt32(input[index + 1]) : 0
        let group = UInt32(input[index]) << 16 | second << 8
        output.append(character(group, 18))
        output.append(character(group, 12))
        output.append(index + 1 < end ? character(group, 6) : UInt8(ascii: "="))
        output.append(UInt8(ascii: "="))
    }

    /// The bytes behind `text`; nil where it is not base64. Padding may be missing, white space is not taken.
    package static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count / 4 * 3 + 3)
        var group: UInt32 = 0
        var count = 0
        var padding = 0
        for character in text.utf8 {
            if character == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            guard padding == 0, let value = value(of: character) else { return nil }
            group = group << 6 | value
            count += 1
            if count & 3 == 0 {
                bytes.append(contentsOf: [UInt8(group >> 16), UInt8(group >> 8 & 255), UInt8(group & 255)])
                group = 0
            }
        }
        guard padding <= 2 else { return nil }
        switch count & 3 {
        case 0: break
        case 2: bytes.append(UInt8(group >> 4))
        case 3: bytes.append(contentsOf: [UInt8(group >> 10), UInt8(group >> 2 & 255)])
        default: return nil
        }
        return bytes
    }

    private static func value(of character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character) + 4
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
