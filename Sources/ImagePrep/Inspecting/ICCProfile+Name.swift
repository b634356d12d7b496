extension ICCProfile {
    /// What the profile calls itself, for receipts: at most 80 printable characters; by its space where it says nothing.
    package var name: String {
        let words = tag("desc").flatMap(description) ?? ""
        return words.isEmpty ? "an unnamed \(space == .rgb ? "RGB" : space == .gray ? "gray" : "CMYK") profile" : words
    }

    private func description(_ tag: Range<Int>) -> String? {
        if bytes.span.hasBytes("desc", at: tag.lowerBound) { return asciiDescription(tag) }
        if bytes.span.hasBytes("mluc", at: tag.lowerBound) { return localizedDescription(tag) }
        return nil
    }

    /// textDescriptionType of ICC v2: a count and that many bytes of ASCII.
    private func asciiDescription(_ tag: Range<Int>) -> String? {
        guard tag.count > 12, let count = bytes.span.bigEndian32(at: tag.lowerBound + 8) else { return nil }
        let text = bytes[tag.lowerBound + 12..<min(tag.upperBound, tag.lowerBound + 12 + min(count, 80))]
        return Self.printable(text.prefix { $0 != 0 }.map { UInt16($0) })
    }

    /// multiLocalizedUnicodeType of ICC v4: the first record, in UTF-16.
    private func localizedDescription(_ tag: Range<Int>) -> String? {
        guard let length = bytes.span.bigEndian32(at: tag.lowerBound + 20),
            let offset = bytes.span.bigEndian32(at: tag.lowerBound + 24), tag.count >= 28,
            offset <= tag.count, length <= tag.count - offset
        else { return nil }
        let start = tag.lowerBound + offset
        return Self.printable(
            (0..<min(length / 2, 80)).map { UInt16(bytes.span.bigEndian16(at: start + 2 * $0) ?? 0) })
    }

    /// Without control characters, as the words end up on terminals.
    private static func printable(_ units: [UInt16]) -> String {
        let scalars = String(decoding: units, as: UTF16.self).unicodeScalars.filter {
            $0.properties.generalCategory != .control && $0.properties.generalCategory != .format
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
