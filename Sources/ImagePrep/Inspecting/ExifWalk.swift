/// Reads the few Exif tags that decide what the pixels mean, and nothing else.
///
/// The walk looks at IFD0, then at the Exif IFD and the Interoperability IFD that the first pointers lead to, each once: it
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
        guard let reader = TIFFReader(input, payload: payload), let first = reader.firstDirectory(input) else {
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

    private mutating func readExifDirectory(_ input: Span<UInt8>, _ reader: TIFFReader, at offset: Int?) {
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

    private mutating func readInteroperability(_ input: Span<UInt8>, _ reader: TIFFReader, at offset: Int?) {
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

/// A bounded reader of one TIFF structure; every offset is checked against the payload.
struct TIFFReader {
    let payload: Range<Int>
    let isLittleEndian: Bool

    struct Directory {
        /// Of its first entry.
        var offset: Int
        var entryCount: Int
    }

    struct Entry {
        var tag: Int
        var type: Int
        var count: Int
        /// Of its four value bytes.
        var valueOffset: Int
    }

    init?(_ input: Span<UInt8>, payload: Range<Int>) {
        guard payload.count >= 8 else { return nil }
        let isLittleEndian = input.hasBytes("II", at: payload.lowerBound)
        guard isLittleEndian || input.hasBytes("MM", at: payload.lowerBound) else { return nil }
        self.payload = payload
        self.isLittleEndian = isLittleEndian
        guard integer16(input, at: payload.lowerBound + 2) == 42 else { return nil }
    }

    func firstDirectory(_ input: Span<UInt8>) -> Directory? {
        integer32(input, at: payload.lowerBound + 4).flatMap { directory(input, at: $0) }
    }

    /// The directory at an offset from the payload's start.
    func directory(_ input: Span<UInt8>, at offset: Int) -> Directory? {
        guard offset >= 8, let entryCount = integer16(input, at: payload.lowerBound + offset) else { return nil }
        return Directory(offset: payload.lowerBound + offset + 2, entryCount: entryCount)
    }

    /// Of the directory that is chained behind `directory`; 0 where none is.
    func nextOffset(_ input: Span<UInt8>, behind directory: Directory) -> Int? {
        integer32(input, at: directory.offset + 12 * directory.entryCount)
    }

    /// nil behind the payload's end, so that a table that promises too much is read as far as it goes.
    func entry(_ input: Span<UInt8>, _ index: Int, of directory: Directory) -> Entry? {
        let offset = directory.offset + 12 * index
        guard offset + 12 <= payload.upperBound, let tag = integer16(input, at: offset),
            let type = integer16(input, at: offset + 2), let count = integer32(input, at: offset + 4)
        else { return nil }
        return Entry(tag: tag, type: type, count: count, valueOffset: offset + 8)
    }

    /// The first value of an entry of whole numbers that holds its values itself.
    ///
    /// The standard has SHORT here, or LONG; exiftool and Pillow take every whole number, and so do photos' owners.
    func integer(_ input: Span<UInt8>, _ entry: Entry) -> Int? {
        switch entry.type {
        case 1 where (1...4).contains(entry.count), 6 where (1...4).contains(entry.count): Int(input[entry.valueOffset])
        case 3 where (1...2).contains(entry.count), 8 where (1...2).contains(entry.count):
            integer16(input, at: entry.valueOffset)
        case 4 where entry.count == 1, 9 where entry.count == 1: integer32(input, at: entry.valueOffset)
        default: nil
        }
    }

    private func integer16(_ input: Span<UInt8>, at offset: Int) -> Int? {
        guard offset >= payload.lowerBound, offset <= payload.upperBound - 2 else { return nil }
        let (first, second) = (Int(input[offset]), Int(input[offset + 1]))
        return isLittleEndian ? second << 8 | first : first << 8 | second
    }

    private func integer32(_ input: Span<UInt8>, at offset: Int) -> Int? {
        guard let first = integer16(input, at: offset), let second = integer16(input, at: offset + 2) else {
            return nil
        }
        return isLittleEndian ? second << 16 | first : first << 16 | second
    }
}
