/// Finds the one orientation that counts among everything a file says about it.
enum OrientationSearch {
    struct Found {
        var orientation: Orientation
        var source: String
    }

    /// The first payload that parses decides, whether or not it holds an orientation; nil where none does or it has none.
    static func exif(
        _ input: Span<UInt8>, payloads: [Range<Int>], source: String, _ warnings: inout [String]
    ) -> Found? {
        for payload in payloads {
            guard let tags = ExifTags(input, payload: payload) else {
                warnings.append("The Exif data of \(payload.count.formattedByteCount) (\(source)) cannot be read.")
                continue
            }
            return found(tags, source, &warnings)
        }
        return nil
    }

    private static func found(_ tags: ExifTags, _ source: String, _ warnings: inout [String]) -> Found? {
        guard let value = tags.orientation else { return nil }
        guard let orientation = UInt8(exactly: value).flatMap(Orientation.init(rawValue:)) else {
            warnings.append("The orientation \(value) (\(source)) is none of 1 to 8 and counts as 1.")
            return Found(orientation: .upright, source: source)
        }
        return Found(orientation: orientation, source: source)
    }
}

/// XMP may hold an orientation too. Viewers ignore it, so it turns nothing; where it differs somebody should know.
enum XMPOrientation {
    static func compare(
        _ input: Span<UInt8>, _ payload: Range<Int>, with exif: Orientation?, _ warnings: inout [String]
    ) {
        guard let value = value(input, payload), value != Int(exif?.rawValue ?? 1) else { return }
        warnings.append("XMP says orientation \(value), Exif \(exif?.rawValue ?? 1); as in viewers, Exif decides.")
    }

    /// tiff:Orientation="6" or <tiff:Orientation>6</...
    private static func value(_ input: Span<UInt8>, _ payload: Range<Int>) -> Int? {
        let name: StaticString = "tiff:Orientation"
        guard let start = input.firstOffset(of: name, in: payload) else { return nil }
        let after = start + name.utf8CodeUnitCount
        for index in after..<min(after + 4, payload.upperBound) where (0x30...0x39).contains(input[index]) {
            return Int(input[index] - 0x30)
        }
        return nil
    }
}
