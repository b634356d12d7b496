#if HEIF
/// What a coded picture of AV1 says of itself, in `av1C` and in its data. Source: AV1 Codec ISO Media File Format Binding 1.2, 2.3.
enum AV1Configuration {
    /// Of the picture's own sequence header, else of that in its configuration.
    ///
    /// - Throws: `malformed`, where there is none or several that disagree.
    static func stream(_ input: Span<UInt8>, _ tile: HEIFTile) throws(ImagePrepError) -> HEIFStream {
        try stream(input, tile, joined: tile.joined(input))
    }

    private static func stream(
        _ input: Span<UInt8>, _ tile: HEIFTile, joined: [UInt8]?
    ) throws(ImagePrepError) -> HEIFStream {
        let own =
            if let joined { try header(joined.span, 0..<joined.count) } else { try header(input, tile.extents[0]) }
        if let own { return own }
        if let configured = try header(input, tile.configuration.dropFirst(4)) { return configured }
        throw .malformed("a coded picture of AV1 without a sequence header")
    }

    /// Of units one after the other.
    private static func header(_ input: Span<UInt8>, _ range: Range<Int>) throws(ImagePrepError) -> HEIFStream? {
        var found: HEIFStream?
        var (position, count) = (range.lowerBound, 0)
        while let unit = AV1Unit(input, at: position, end: range.upperBound) {
            count += 1
            try HEIFLimit.check(count, HEIFLimit.boxes)
            if unit.type == AV1Unit.sequenceHeader {
                let stream = try AV1SequenceHeader.read(input, unit.payload)
                guard found == nil || found == stream else {
                    throw .malformed("a coded picture of AV1 with several sequence headers that disagree")
                }
                found = stream
            }
            position = unit.end
        }
        return found
    }

    /// Whether the picture itself has no sequence header, so that its decoder needs that of the configuration.
    static func isNeeded(_ input: Span<UInt8>, _ data: Range<Int>) throws(ImagePrepError) -> Bool {
        try header(input, data) == nil
    }
}

extension HEIFTile {
    /// Its bytes in one piece; nil where they are in one already.
    func joined(_ input: Span<UInt8>) -> [UInt8]? {
        guard extents.count > 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        for extent in extents { for index in extent { bytes.append(input[index]) } }
        return bytes
    }
}
#endif
