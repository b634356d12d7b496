internal import SystemFiles

/// A JSON value whose objects keep the order that they were written in.
indirect enum JSONValue {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case path(FilePath)
    case array([JSONValue])
    case object([(String, JSONValue)])

    /// One line of ASCII: everything else is escaped, so that no reader's idea of an encoding or a line end matters.
    var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += "\(value)"
        case .number(let value): text += value.isFinite ? value.formatted(decimals: 3) : "null"
        case .string(let value): JSONValue.write(value.unicodeScalars.map { .scalar($0) }, to: &text)
        case .path(let value): JSONValue.write(value.elements, to: &text)
        case .array(let values): JSONValue.write(values, between: "[", "]", to: &text) { $0.write(to: &$1) }
        case .object(let members):
            JSONValue.write(members, between: "{", "}", to: &text) { member, text in
                JSONValue.string(member.0).write(to: &text)
                text += ":"
                member.1.write(to: &text)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], between open: String, _ close: String, to text: inout String,
        _ writeElement: (Element, inout String) -> Void
    ) {
        text += open
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            writeElement(element, &text)
        }
        text += close
    }

    private static func write(_ elements: [PathElement], to text: inout String) {
        text += "\""
        for element in elements {
            switch element {
            case .scalar("\""): text += "\\\""
            case .scalar("\\"): text += "\\\\"
            case .scalar(let scalar) where (0x20..<0x7F).contains(scalar.value): text.unicodeScalars.append(scalar)
            case .scalar(let scalar): for unit in String(scalar).utf16 { text += escape(unit) }
            // A lone surrogate, as Python's surrogateescape has it, so that the path can be had back.
            case .byte(let byte): text += escape(0xDC00 + UInt16(byte))
            }
        }
        text += "\""
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
