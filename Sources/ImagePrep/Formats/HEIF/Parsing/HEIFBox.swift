#if HEIF
/// A box's four letters as a big-endian number.
package struct BoxType: Sendable, Hashable, RawRepresentable {
    package var rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package init(_ name: StaticString) {
        rawValue = name.withUTF8Buffer { letters in unsafe letters.reduce(0) { $0 << 8 | UInt32($1) } }
    }
}

extension BoxType: CustomStringConvertible {
    package var description: String {
        let letters = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: rawValue >> $0) }
        return String(decoding: letters.map { (0x20...0x7E).contains($0) ? $0 : 0x3F }, as: UTF8.self)
    }
}

/// One box: length, type, and what is in it. Source: ISO/IEC 14496-12:2022, 4.2.
struct HEIFBox {
    var type: BoxType
    /// All of it, as far as there are bytes.
    var range: Range<Int>
    var payload: Range<Int>
    /// Bytes that it says it has beyond what it stands in.
    var missing: Int

    /// The box at `start`, which ends at `end` at the latest; nil where no box begins there.
    init?(_ input: Span<UInt8>, at start: Int, end: Int) {
        guard start <= end - 8, let short = input.bigEndian32(at: start), let name = input.bigEndian32(at: start + 4)
        else { return nil }
        var (size, header) = (short, 8)
        if short == 1 {
            guard start <= end - 16, let high = input.bigEndian32(at: start + 8), high < 1 << 30,
                let low = input.bigEndian32(at: start + 12)
            else { return nil }
            (size, header) = (high << 32 | low, 16)
        } else if short == 0 {
            size = end - start
        }
        guard size >= header else { return nil }
        let bound = min(end, start + size)
        type = BoxType(rawValue: UInt32(truncatingIfNeeded: name))
        range = start..<bound
        payload = min(bound, start + header)..<bound
        missing = start + size - bound
    }
}

/// Reads big-endian fields one after the other, and none beyond its range.
struct FieldReader {
    private(set) var position: Int
    let end: Int

    init(_ range: Range<Int>) { (position, end) = (range.lowerBound, range.upperBound) }

    var isAtEnd: Bool { position >= end }
    var rest: Range<Int> { min(position, end)..<end }

    /// A number of so many bytes, 0...8.
    ///
    /// - Throws: `malformed` where the range ends before, or the number is none that can be counted.
    mutating func integer(_ input: Span<UInt8>, _ byteCount: Int) throws(ImagePrepError) -> Int {
        guard byteCount <= end - position else {
            throw .malformed("a box that ends in the middle of a field, at byte \(end)")
        }
        var value = 0
        for index in position..<position + byteCount {
            guard value < 1 << 44 else { throw .malformed("a number at byte \(position) that is beyond all files") }
            value = value << 8 | Int(input[index])
        }
        position += byteCount
        return value
    }

    /// Moves on; no further than to the end.
    mutating func skip(_ byteCount: Int) { position = min(end, position + byteCount) }

    /// Version and flags, with which many boxes begin.
    mutating func versionAndFlags(_ input: Span<UInt8>) throws(ImagePrepError) -> (version: Int, flags: Int) {
        let word = try integer(input, 4)
        return (word >> 24, word & 0xFF_FFFF)
    }

    /// Moves behind a text that ends with a zero, or to the end.
    mutating func text(_ input: Span<UInt8>) -> String {
        let start = position
        while position < end, input[position] != 0 { position += 1 }
        let text = input.printable(start..<position, limit: 80)
        position = min(end, position + 1)
        return text
    }
}

extension BoxType {
    static let ftyp = Self("ftyp")
    static let meta = Self("meta")
    static let mdat = Self("mdat")
    static let moov = Self("moov")
    static let free = Self("free")
    static let skip = Self("skip")
    static let mini = Self("mini")
    static let mpvd = Self("mpvd")
    static let pitm = Self("pitm")
    static let iinf = Self("iinf")
    static let infe = Self("infe")
    static let iloc = Self("iloc")
    static let iref = Self("iref")
    static let iprp = Self("iprp")
    static let ipco = Self("ipco")
    static let ipma = Self("ipma")
    static let idat = Self("idat")
    static let hvc1 = Self("hvc1")
    static let av01 = Self("av01")
    static let grid = Self("grid")
    static let iden = Self("iden")
    static let tmap = Self("tmap")
    static let exif = Self("Exif")
    static let mime = Self("mime")
    static let dimg = Self("dimg")
    static let auxl = Self("auxl")
    static let thmb = Self("thmb")
    static let cdsc = Self("cdsc")
    static let prem = Self("prem")
    static let ispe = Self("ispe")
    static let pixi = Self("pixi")
    static let colr = Self("colr")
    static let clap = Self("clap")
    static let irot = Self("irot")
    static let imir = Self("imir")
    static let auxC = Self("auxC")
    static let hvcC = Self("hvcC")
    static let av1C = Self("av1C")
    static let a1op = Self("a1op")
    static let lsel = Self("lsel")
    static let clli = Self("clli")
    static let mdcv = Self("mdcv")
    static let nclx = Self("nclx")
    static let prof = Self("prof")
    static let rICC = Self("rICC")
}
#endif
