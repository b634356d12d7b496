import ImagePrep
import Testing

struct ExifTagsTests {
    /// A TIFF structure with one IFD of these entries (tag, type, count, value as four bytes).
    static func tiff(_ entries: [(Int, Int, Int, [UInt8])], littleEndian: Bool) -> [UInt8] {
        func short(_ value: Int) -> [UInt8] {
            let bytes = [UInt8(value >> 8 & 255), UInt8(value & 255)]
            return littleEndian ? bytes.reversed() : bytes
        }
        func long(_ value: Int) -> [UInt8] {
            littleEndian ? short(value & 0xFFFF) + short(value >> 16) : short(value >> 16) + short(value & 0xFFFF)
        }
        var bytes = littleEndian ? Array("II".utf8) : Array("MM".utf8)
        bytes += short(42) + long(8) + short(entries.count)
        for (tag, type, count, value) in entries { bytes += short(tag) + short(type) + long(count) + value }
        return bytes + long(0)
    }

    /// Outside of the expectation macros, which take no spans.
    static func tags(_ bytes: [UInt8]) -> ExifTags? { ExifTags(bytes.span, payload: 0..<bytes.count) }

    @Test(arguments: 1...8, [false, true])
    func `an orientation is read in both byte orders`(value: Int, littleEndian: Bool) throws {
        let value = UInt8(value)
        let short: [UInt8] = littleEndian ? [value, 0, 0, 0] : [0, value, 0, 0]
        let bytes = Self.tiff([(0x0112, 3, 1, short)], littleEndian: littleEndian)
        #expect(try #require(Self.tags(bytes)).orientation == Int(value))
    }

    @Test(arguments: [
        (1, [6, 0, 0, 0]), (3, [0, 6, 0, 0]), (4, [0, 0, 0, 6]), (6, [6, 0, 0, 0]), (8, [0, 6, 0, 0]),
        (9, [0, 0, 0, 6]),
    ])
    func `an orientation may be any whole number`(type: Int, value: [UInt8]) throws {
        let bytes = Self.tiff([(0x0112, type, 1, value)], littleEndian: false)
        #expect(try #require(Self.tags(bytes)).orientation == 6)
    }

    @Test(arguments: [0, 2, 5, 7, 10, 11, 12, 13, 65_535])
    func `texts, fractions and unknown types are no orientation`(type: Int) throws {
        let bytes = Self.tiff([(0x0112, type, 1, [0, 6, 0, 6])], littleEndian: false)
        #expect(try #require(Self.tags(bytes)).orientation == nil)
    }

    @Test func `an IFD that points at itself ends`() throws {
        let bytes = Self.tiff([(0x8769, 4, 1, [0, 0, 0, 8]), (0x0112, 3, 1, [0, 3, 0, 0])], littleEndian: false)
        #expect(try #require(Self.tags(bytes)).orientation == 3)
    }

    @Test func `every cut of a structure is survived, and says nothing that was cut off`() {
        let bytes = Self.tiff([(0x0112, 3, 1, [0, 6, 0, 0])], littleEndian: false)
        for end in 0..<bytes.count - 4 {
            let orientation = Self.tags(Array(bytes[..<end]))?.orientation
            #expect(orientation == (end >= 22 ? 6 : nil))
        }
    }

    @Test(arguments: [(1, 6), (2, 6), (3, nil), (65_535, nil), (0xFFFF_FFFF, nil)])
    func `of an orientation's count no more is believed than stands in the entry`(count: Int, found: Int?) throws {
        let bytes = Self.tiff([(0x0112, 3, count, [0, 6, 0, 0])], littleEndian: false)
        #expect(try #require(Self.tags(bytes)).orientation == found)
    }

    @Test func `a directory that promises 65,535 entries is read as far as it goes`() throws {
        var bytes = Self.tiff([(0x0112, 3, 1, [0, 6, 0, 0])], littleEndian: false)
        (bytes[8], bytes[9]) = (0xFF, 0xFF)
        #expect(try #require(Self.tags(bytes)).orientation == 6)
        // And where there are as many, the last one counts.
        let unknown = [(Int, Int, Int, [UInt8])](repeating: (0x9999, 4, 1, [0, 0, 0, 1]), count: 65_534)
        let many = Self.tiff(unknown + [(0x0112, 3, 1, [0, 6, 0, 0])], littleEndian: false)
        #expect(try #require(Self.tags(many)).orientation == 6)
    }

    /// The offset of a second directory follows the first; there the orientation is that of a thumbnail.
    @Test func `neither the next directory nor an Exif directory of the Exif directory is followed`() throws {
        let second = Self.tiff([(0x0112, 3, 1, [0, 6, 0, 0])], littleEndian: false).dropFirst(8)
        var chained = Self.tiff([(0x9999, 4, 1, [0, 0, 0, 1])], littleEndian: false)
        chained[chained.count - 1] = UInt8(chained.count)
        #expect(try #require(Self.tags(chained + second)).orientation == nil)
        // IFD0 at 8 points to one at 26, which points to one at 44, which says the color space.
        let first = Self.tiff([(0x8769, 4, 1, [0, 0, 0, 26])], littleEndian: false)
        let inner = Self.tiff([(0x8769, 4, 1, [0, 0, 0, 44])], littleEndian: false).dropFirst(8)
        let innermost = Self.tiff([(0xA001, 3, 1, [0, 1, 0, 0])], littleEndian: false).dropFirst(8)
        #expect(try #require(Self.tags(first + inner + innermost)).colorSpace == nil)
        #expect(try #require(Self.tags(first + innermost)).colorSpace == 1)
    }
}
