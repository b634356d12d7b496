internal import SystemFiles

extension JSONValue {
    /// A value as this command writes it; nil for everything else. Texts are paths, so that bytes that are no UTF-8 survive.
    init?(parsing text: ArraySlice<UInt8>) {
        var parser = JSONParser(rest: text)
        guard let value = parser.value(depth: 0), parser.isAtEnd else { return nil }
        self = value
    }

    subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.0 == key }?.1
    }

    /// A string, as its bytes.
    var stringValue: FilePath? {
        if case .path(let path) = self { path } else { nil }
    }
}

/// Reads JSON front to back; after a nil nothing more is asked of it.
private struct JSONParser {
    var rest: ArraySlice<UInt8>

    var isAtEnd: Bool {
        mutating get {
            skipSpace()
            return rest.isEmpty
        }
    }

    mutating func value(depth: Int) -> JSONValue? {
        skipSpace()
        // As deep as no report is.
        guard depth < 16, let first = rest.first else { return nil }
        switch first {
        case UInt8(ascii: "{"): return list("{", "}") { $0.member(depth: depth + 1) }.map(JSONValue.object)
        case UInt8(ascii: "["): return list("[", "]") { $0.value(depth: depth + 1) }.map(JSONValue.array)
        case UInt8(ascii: "\""): return string().map { .path(FilePath($0)) }
        default: return word()
        }
    }

    private mutating func skipSpace() {
        rest = rest.drop { [UInt8(ascii: " "), 9, 10, 13].contains($0) }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func list<Element>(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ element: (inout JSONParser) -> Element?
    ) -> [Element]? {
        var elements: [Element] = []
        guard take(open) else { return nil }
        if take(close) { return [] }
        repeat {
            guard let element = element(&self) else { return nil }
            elements.append(element)
        } while take(",")
        return take(close) ? elements : nil
    }

    private mutating func member(depth: Int) -> (String, JSONValue)? {
        skipSpace()
        guard let key = string(), take(":"), let value = value(depth: depth) else { return nil }
        return (String(decoding: key, as: UTF8.self), value)
    }

    private mutating func word() -> JSONValue? {
        let word = rest.prefix { !",]}".utf8.contains($0) && $0 > 0x20 }
        rest = rest[word.endIndex...]
        switch String(decoding: word, as: UTF8.self) {
        case "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        case let number: return Int(number).map(JSONValue.integer) ?? Double(number).map(JSONValue.number)
        }
    }

    private mutating func string() -> [UInt8]? {
        guard take("\"") else { return nil }
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return bytes
            case UInt8(ascii: "\\"): guard appendEscape(to: &bytes) else { return nil }
            default: bytes.append(byte)
            }
        }
        return nil
    }

    private mutating func appendEscape(to bytes: inout [UInt8]) -> Bool {
        switch rest.popFirst() {
        case UInt8(ascii: "u"): return appendUnit(to: &bytes)
        case UInt8(ascii: "n"): bytes.append(10)
        case UInt8(ascii: "r"): bytes.append(13)
        case UInt8(ascii: "t"): bytes.append(9)
        case UInt8(ascii: "b"): bytes.append(8)
        case UInt8(ascii: "f"): bytes.append(12)
        case let byte?: bytes.append(byte)
        case nil: return false
        }
        return true
    }

    /// A character, two units that are one together, or a lone surrogate that stands for a byte.
    private mutating func appendUnit(to bytes: inout [UInt8]) -> Bool {
        guard let unit = hexadecimal() else { return false }
        if (0xDC80...0xDCFF).contains(unit) {
            bytes.append(UInt8(unit - 0xDC00))
            return true
        }
        var value = unit
        if (0xD800..<0xDC00).contains(unit) {
            guard take("\\"), take("u"), let low = hexadecimal(), (0xDC00..<0xE000).contains(low) else { return false }
            value = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { return false }
        bytes += String(scalar).utf8
        return true
    }

    private mutating func hexadecimal() -> UInt32? {
        guard rest.count >= 4 else { return nil }
        defer { rest = rest.dropFirst(4) }
        return UInt32(String(decoding: rest.prefix(4), as: UTF8.self), radix: 16)
    }
}
