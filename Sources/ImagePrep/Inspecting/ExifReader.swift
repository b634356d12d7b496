/// A bounded reader of one TIFF structure; every offset is checked against the payload.
struct ExifReader {
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
