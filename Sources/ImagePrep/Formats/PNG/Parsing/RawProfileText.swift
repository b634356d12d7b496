/// A profile in a PNG text chunk as ImageMagick writes it: a name, a byte count and hexadecimal digits, each on lines of
/// their own, in tEXt, or deflated in zTXt, or either in iTXt.
struct RawProfileText {
    private(set) var bytes: [UInt8]

    /// nil where the text is not of that form, is damaged, or inflates to more than `limit` bytes.
    /// - Throws: `outOfMemory`, so that a photo is never taken as upright for want of memory.
    init?(_ input: Span<UInt8>, _ chunk: PNGStructure.Chunk, limit: Int) throws(ImagePrepError) {
        guard let keywordEnd = chunk.data.first(where: { input[$0] == 0 }) else { return nil }
        let text = keywordEnd + 1..<chunk.data.upperBound
        let bytes: [UInt8]?
        switch chunk.type {
        case .text: bytes = RawProfileText.decode(input, text)
        // One byte of compression method, then the zlib stream.
        case .ztxt: bytes = try RawProfileText.deflated(input, text, limit: limit)
        case .itxt: bytes = try RawProfileText.international(input, text, limit: limit)
        default: bytes = nil
        }
        guard let bytes else { return nil }
        self.bytes = bytes
    }

    private static func deflated(
        _ input: Span<UInt8>, _ text: Range<Int>, limit: Int
    ) throws(ImagePrepError) -> [UInt8]? {
        guard text.count > 1, input[text.lowerBound] == 0,
            let inflated = try InflatedStream(input, text.dropFirst(), limit: limit)
        else { return nil }
        return decode(inflated.bytes.span, 0..<inflated.bytes.count)
    }

    /// Whether it is deflated, the method, a language, its NUL, the keyword translated, its NUL, and the text.
    private static func international(
        _ input: Span<UInt8>, _ data: Range<Int>, limit: Int
    ) throws(ImagePrepError) -> [UInt8]? {
        guard data.count > 4, let language = data.dropFirst(2).first(where: { input[$0] == 0 }),
            let keyword = (language + 1..<data.upperBound).first(where: { input[$0] == 0 })
        else { return nil }
        let text = keyword + 1..<data.upperBound
        guard input[data.lowerBound] != 0 else { return decode(input, text) }
        guard input[data.lowerBound + 1] == 0, let inflated = try InflatedStream(input, text, limit: limit) else {
            return nil
        }
        return decode(inflated.bytes.span, 0..<inflated.bytes.count)
    }

    /// "\nexif\n      138\n4578696600..."
    private static func decode(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8]? {
        var position = range.lowerBound
        func skip(_ isSkipped: (UInt8) -> Bool) {
            while position < range.upperBound, isSkipped(text[position]) { position += 1 }
        }
        skip(\.isSpace)
        skip { !$0.isSpace }
        skip(\.isSpace)
        var count = 0
        while position < range.upperBound, let digit = text[position].hexadecimalValue, digit < 10 {
            count = count * 10 + digit
            guard count <= range.count else { return nil }
            position += 1
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            skip(\.isSpace)
            guard position + 1 < range.upperBound, let high = text[position].hexadecimalValue,
                let low = text[position + 1].hexadecimalValue
            else { return nil }
            bytes.append(UInt8(high << 4 | low))
            position += 2
        }
        return bytes.isEmpty ? nil : bytes
    }
}

extension UInt8 {
    fileprivate var isSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }

    fileprivate var hexadecimalValue: Int? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(self) - 0x30
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(self) - 0x57
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(self) - 0x37
        default: nil
        }
    }
}
