/// An ICC profile as far as ImagePrep reads it itself: header, tag table, matrix, curves and name.
///
/// The bytes are a stranger's: every offset and count is checked, and what does not fit is absent. Source: ICC.1:2022.
package struct ICCProfile: Sendable, Hashable {
    /// The whole profile, cut to the size that its header says.
    package let bytes: [UInt8]
    package let space: Space
    /// Where each tag's data lies in `bytes`, by signature; the first of a signature counts.
    private let tags: [UInt32: Range<Int>]

    /// What the samples are that a profile describes.
    package enum Space: String, Sendable, Hashable {
        case gray = "GRAY"
        case rgb = "RGB "
        case cmyk = "CMYK"
    }

    /// Little CMS reads no more tags than this either.
    private static let maxTagCount = 100
    private static let headerBytes = 128

    /// The profile without what lies behind the size that its header says.
    static func cutToDeclaredSize(_ bytes: [UInt8]) -> [UInt8] {
        guard let declared = bytes.span.bigEndian32(at: 0), declared < bytes.count else { return bytes }
        return Array(bytes.prefix(declared))
    }

    /// - Throws: `ProfileFault` in words, where this is no profile that describes an image's samples.
    package init(_ bytes: [UInt8]) throws(ProfileFault) {
        let span = bytes.span
        guard let declared = span.bigEndian32(at: 0), bytes.count >= Self.headerBytes + 4 else {
            throw ProfileFault("it has \(bytes.count.formattedByteCount), fewer than a header takes")
        }
        guard span.hasBytes("acsp", at: 36) else { throw ProfileFault("the signature acsp is not in its header") }
        guard declared >= Self.headerBytes + 4, declared <= bytes.count else {
            throw ProfileFault("its header says \(declared) bytes, and there are \(bytes.count)")
        }
        guard let space = Space(rawValue: span.fourLetters(at: 16)) else {
            throw ProfileFault("its colour space \(span.fourLetters(at: 16)) is none that images have")
        }
        guard ["scnr", "mntr", "prtr", "spac"].contains(span.fourLetters(at: 12)) else {
            throw ProfileFault("its class \(span.fourLetters(at: 12)) does not describe an image")
        }
        self.bytes = declared == bytes.count ? bytes : Array(bytes[..<declared])
        self.space = space
        self.tags = try Self.readTags(span, end: declared)
    }

    private static func readTags(_ span: Span<UInt8>, end: Int) throws(ProfileFault) -> [UInt32: Range<Int>] {
        guard let count = span.bigEndian32(at: headerBytes), count <= maxTagCount else {
            throw ProfileFault("its tag table is longer than \(maxTagCount) entries")
        }
        var tags: [UInt32: Range<Int>] = [:]
        for index in 0..<count {
            let entry = headerBytes + 4 + 12 * index
            guard let signature = span.bigEndian32(at: entry), let offset = span.bigEndian32(at: entry + 4),
                let size = span.bigEndian32(at: entry + 8), entry + 12 <= end
            else { throw ProfileFault("its tag table of \(count) entries is cut short") }
            guard size <= end, offset <= end - size, tags[UInt32(signature)] == nil else { continue }
            tags[UInt32(signature)] = offset..<offset + size
        }
        return tags
    }

    /// Where the data of a tag lies; nil where there is none, or it does not lie within the profile.
    func tag(_ signature: StaticString) -> Range<Int>? {
        tags[signature.withUTF8Buffer { letters in unsafe letters.reduce(0) { $0 << 8 | UInt32($1) } }]
    }

    /// Whether tables for relative colorimetric rendering are there, which come before matrix and curves. Those of
    /// multi-process elements would come before them, where a reader knows them (ICC.1:2010, 8.10.2); ImagePrep does not.
    var hasLookupTables: Bool { hasAny("A2B1", "A2B0") }

    /// Whether nothing that ImagePrep reads says what the samples mean.
    var hasOnlyMultiProcessElements: Bool {
        hasAny("D2B1", "D2B0") && !hasLookupTables && !hasAny("rTRC", "kTRC")
    }

    private func hasAny(_ signatures: StaticString...) -> Bool { signatures.contains { tag($0) != nil } }

    /// Where the four bytes of a cicp tag are: primaries, transfer, matrix and range.
    var codePoints: Range<Int>? {
        guard let tag = tag("cicp"), tag.count >= 12, bytes.span.hasBytes("cicp", at: tag.lowerBound) else {
            return nil
        }
        return tag.dropFirst(8).prefix(4)
    }

    /// Whether the connection space is XYZ, the only one that a matrix leads to.
    var connectsThroughXYZ: Bool { bytes.span.hasBytes("XYZ ", at: 20) }
}

/// Why a profile cannot be used, as the rest of a sentence about it.
package struct ProfileFault: Error, Sendable, Hashable {
    package let reason: String
    /// Not a fault of the profile.
    let isWantOfMemory: Bool

    init(_ reason: String, isWantOfMemory: Bool = false) {
        self.reason = reason
        self.isWantOfMemory = isWantOfMemory
    }
}

extension Span<UInt8> {
    /// Printable letters of a signature, for comparing and for words; anything else shows as "?".
    func fourLetters(at offset: Int) -> String {
        guard offset >= 0, offset <= count - 4 else { return "" }
        let letters = (offset..<offset + 4).map { (0x20...0x7E).contains(self[$0]) ? self[$0] : UInt8(ascii: "?") }
        return String(decoding: letters, as: UTF8.self)
    }
}
