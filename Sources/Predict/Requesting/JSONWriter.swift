/// JSON as bytes, written by hand: nothing is escaped that need not be (a slash is not, which base64 is full of), and the
/// number of bytes is known before anything is sent.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    }

    mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 { character(byte) }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func character(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]])
        default:
            bytes.append(byte)
        }
    }

    /// Writes a value; the keys of an object in ascending order, so that equal values are equal bytes.
    mutating func value(_ value: JSONValue) {
        switch value {
        case .null: raw("null")
        case .bool(let flag): flag ? raw("true") : raw("false")
        case .integer(let number): bytes.append(contentsOf: String(number).utf8)
        case .number(let number): bytes.append(contentsOf: String(number).utf8)
        case .string(let text): string(text)
        case .array(let elements): list(elements, from: "[", to: "]") { $0.value($1) }
        case .object(let members):
            list(members.sorted { $0.key < $1.key }, from: "{", to: "}") {
                $0.string($1.key)
                $0.raw(":")
                $0.value($1.value)
            }
        }
    }

    mutating func list<Element>(
        _ elements: [Element], from open: StaticString, to close: StaticString,
        write: (inout JSONWriter, Element) -> Void
    ) {
        raw(open)
        for (index, element) in elements.enumerated() {
            if index > 0 { raw(",") }
            write(&self, element)
        }
        raw(close)
    }
}
