#if TIFF
/// The first directory of a TIFF or BigTIFF, each entry checked against the file's end.
///
/// Source: TIFF 6.0, section 2; the BigTIFF proposal of 2004 that libtiff follows.
struct TIFFDirectory {
    struct Entry {
        var type: Int
        var count: Int
        /// Where its values are, in the entry or elsewhere; nil if that is not within the file or the type is unknown.
        var values: Range<Int>?
        /// Bytes that it takes, with values that stand elsewhere.
        var byteCount: Int
    }

    let isLittleEndian: Bool
    let isBig: Bool
    private(set) var entries: [Int: Entry] = [:]
    /// In the order of the file, each once.
    private(set) var tags: [Int] = []
    /// Where the next directory is; 0 if there is none.
    private(set) var next = 0

    /// Bytes of a value of each type.
    private static let valueBytes = [
        1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8,
    ]

    init(_ file: Span<UInt8>, limits: InputLimits) throws(ImagePrepError) {
        isLittleEndian = file[0] == 0x49
        isBig = file[isLittleEndian ? 2 : 3] == 43
        guard file.count >= (isBig ? 16 : 8) else {
            throw .truncated("a TIFF of \(file.count.formattedByteCount), fewer than its header takes")
        }
        let offset = isBig ? integer(file, at: 8, bytes: 8) : integer(file, at: 4, bytes: 4)
        if isBig, integer(file, at: 4, bytes: 2) != 8 { throw .malformed("a BigTIFF whose offsets have not 8 bytes") }
        guard let offset, offset >= 8 else { throw .malformed("a TIFF whose directory begins within its header") }
        try read(file, at: offset, limits)
    }

    /// Another directory of the same file; nil if it does not lie within it.
    init?(_ file: Span<UInt8>, at offset: Int, like other: TIFFDirectory) {
        (isLittleEndian, isBig) = (other.isLittleEndian, other.isBig)
        do throws(ImagePrepError) { try read(file, at: offset, InputLimits()) } catch { return nil }
    }

    private var entryBytes: Int { isBig ? 20 : 12 }

    private mutating func read(_ file: Span<UInt8>, at offset: Int, _ limits: InputLimits) throws(ImagePrepError) {
        let countBytes = isBig ? 8 : 2
        guard let count = integer(file, at: offset, bytes: countBytes) else {
            throw .truncated("its directory begins at byte \(offset), and it has \(file.count.formattedByteCount)")
        }
        try limits.check(.segments, count)
        let end = offset + countBytes + count * entryBytes
        guard end <= file.count else {
            throw .truncated("of its directory \((end - file.count).formattedByteCount) are missing")
        }
        for start in stride(from: offset + countBytes, to: end, by: entryBytes) { readEntry(file, at: start) }
        next = integer(file, at: end, bytes: isBig ? 8 : 4) ?? 0
    }

    private mutating func readEntry(_ file: Span<UInt8>, at offset: Int) {
        let width = isBig ? 8 : 4
        guard let tag = integer(file, at: offset, bytes: 2), let type = integer(file, at: offset + 2, bytes: 2),
            let count = integer(file, at: offset + 4, bytes: width), entries[tag] == nil
        else { return }
        var entry = Entry(type: type, count: count, values: nil, byteCount: entryBytes)
        let (bytes, overflow) = count.multipliedReportingOverflow(by: Self.valueBytes[type] ?? 0)
        if !overflow, bytes > 0 {
            let inline = offset + 4 + width
            let start = bytes <= width ? inline : integer(file, at: inline, bytes: width) ?? file.count
            if bytes <= file.count, start <= file.count - bytes { entry.values = start..<start + bytes }
            if bytes > width, entry.values != nil { entry.byteCount += bytes }
        }
        entries[tag] = entry
        tags.append(tag)
    }

    /// A number of 1, 2, 4 or 8 bytes; nil past the end, or if it does not fit.
    private func integer(_ file: Span<UInt8>, at offset: Int, bytes: Int) -> Int? {
        guard offset >= 0, offset <= file.count - bytes else { return nil }
        var value: UInt64 = 0
        for index in 0..<bytes {
            let place = isLittleEndian ? bytes - 1 - index : index
            value = value << 8 | UInt64(file[offset + place])
        }
        return Int(exactly: value)
    }

    /// Of a tag with whole numbers, as many as there are; nil if it is absent, is of another type, or is not within the file.
    func integers(_ file: Span<UInt8>, _ tag: Int, most: Int = 16) -> [Int]? {
        guard let entry = entries[tag], let values = entry.values,
            [1, 3, 4, 6, 7, 8, 9, 13, 16, 17, 18].contains(entry.type),
            let bytes = Self.valueBytes[entry.type]
        else { return nil }
        var numbers: [Int] = []
        numbers.reserveCapacity(min(most, entry.count))
        for index in 0..<min(most, entry.count) {
            guard let number = integer(file, at: values.lowerBound + index * bytes, bytes: bytes) else { return nil }
            numbers.append(number)
        }
        return numbers
    }

    /// The first number of a tag.
    func integer(_ file: Span<UInt8>, _ tag: Int) -> Int? { integers(file, tag, most: 1)?.first }
}
#endif
