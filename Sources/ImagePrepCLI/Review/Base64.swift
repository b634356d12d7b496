/// Base64 (RFC 4648, section 4), as data URLs have it.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Four characters for three bytes, the last ones filled up with `=`.
    static func encoded(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var rest = bytes[...]
        while !rest.isEmpty {
            let group = rest.prefix(3)
            append(group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count)), byteCount: group.count, to: &text)
            rest = rest.dropFirst(3)
        }
        return text
    }

    private static func append(_ bits: Int, byteCount: Int, to text: inout [UInt8]) {
        for position in 0..<4 {
            let isFilled = position <= byteCount
            text.append(isFilled ? alphabet[bits >> (18 - 6 * position) & 63] : UInt8(ascii: "="))
        }
    }
}
