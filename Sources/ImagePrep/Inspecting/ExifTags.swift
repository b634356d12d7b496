/// Reads the few Exif tags that decide what the pixels mean, and nothing else.
///
/// It looks at IFD0, then at the Exif IFD and the Interoperability IFD that the first pointers lead to, each once: it
/// follows no chain, so it cannot loop, and it costs at most 3 x 65,535 entries. Source: Exif 2.32, section 4.6; TIFF 6.0, section 2.
package struct ExifTags: Sendable, Hashable {
    /// IFD0's Orientation as it stands there, valid or not; nil where the tag is absent or of a type that is no integer.
    package var orientation: Int?
    /// The Exif IFD's ColorSpace: 1 sRGB, 65535 "uncalibrated", and in no standard 2 Adobe RGB.
    package var colorSpace: Int?
    /// The Interoperability IFD's index, such as "R98" (sRGB) or "R03" (Adobe RGB).
    package var interoperabilityIndex: String?

    /// nil where `payload` is no TIFF structure with a readable IFD0.
    package init?(_ input: Span<UInt8>, payload: Range<Int>) {
        guard let reader = ExifReader(input, payload: payload), let first = reader.firstDirectory(input) else {
            return nil
        }
        var exifOffset: Int?
        for index in 0..<first.entryCount {
            guard let entry = reader.entry(input, index, of: first) else { break }
            switch entry.tag {
            case 0x0112 where orientation == nil: orientation = reader.integer(input, entry)
            case 0x8769 where exifOffset == nil: exifOffset = reader.integer(input, entry)
            default: break
            }
        }
        readExifDirectory(input, reader, at: exifOffset)
    }

    private mutating func readExifDirectory(_ input: Span<UInt8>, _ reader: ExifReader, at offset: Int?) {
        guard let offset, let directory = reader.directory(input, at: offset) else { return }
        var interoperabilityOffset: Int?
        for index in 0..<directory.entryCount {
            guard let entry = reader.entry(input, index, of: directory) else { break }
            switch entry.tag {
            case 0xA001: colorSpace = reader.integer(input, entry)
            case 0xA005 where interoperabilityOffset == nil: interoperabilityOffset = reader.integer(input, entry)
            default: break
            }
        }
        readInteroperability(input, reader, at: interoperabilityOffset)
    }

    private mutating func readInteroperability(_ input: Span<UInt8>, _ reader: ExifReader, at offset: Int?) {
        guard let offset, let directory = reader.directory(input, at: offset) else { return }
        for index in 0..<directory.entryCount {
            guard let entry = reader.entry(input, index, of: directory) else { break }
            // The index is ASCII of 4 bytes with its NUL, so it stands in the entry itself.
            if entry.tag == 0x0001, entry.type == 2, entry.count <= 4 {
                interoperabilityIndex = input.printable(entry.valueOffset..<entry.valueOffset + 4)
            }
        }
    }
}
