extension ICCProfile {
    /// What the profile calls itself, for receipts: at most 80 printable characters; by its space where it says nothing.
    package var name: String {
        let name = tag("desc").flatMap(description) ?? ""
        return name.isEmpty ? "an unnamed \(space == .rgb ? "RGB" : space == .gray ? "gray" : "CMYK") profile" : name
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

    private static func printable(_ units: [UInt16]) -> String {
        String(decoding: units, as: UTF16.self).withoutControls
    }
}

extension String {
    /// Without what a terminal takes for a command, a new line or a change of direction: words of strangers end up there.
    var withoutControls: String {
        let scalars = unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
        return String(UnicodeScalarView(scalars))
    }
}
