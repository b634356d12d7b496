/// The numbers at the head of a BMP, checked one by one; what is of no use is refused by name.
///
/// Source: Microsoft's BITMAPCOREHEADER, BITMAPINFOHEADER, BITMAPV4HEADER and BITMAPV5HEADER; OS/2's BITMAPINFOHEADER2.
package struct BMPHeader: Sendable, Hashable {
    package enum Coding: Sendable, Hashable {
        case plain
        /// Pixels of 16 or 32 bits whose channels are where masks say.
        case masks
        /// Runs of palette indices of 8 or 4 bits.
        case runs
    }

    /// Of the second header, which follows the 14 bytes that every BMP begins with.
    package var byteCount: Int
    package var size: PixelSize
    /// Whether the first stored row is the top one.
    package var isTopDown: Bool
    package var bitsPerPixel: Int
    package var coding: Coding
    /// Bytes of masks behind the header.
    package var maskBytes = 0
    package var planes: Int

    static let fileHeaderBytes = 14
    /// Where its palette, or what takes its place, begins.
    var end: Int { Self.fileHeaderBytes + byteCount + maskBytes }
    var hasPalette: Bool { bitsPerPixel <= 8 }

    private static let byteCounts: Set<Int> = [12, 16, 40, 52, 56, 64, 108, 124]

    init(_ file: Span<UInt8>) throws(ImagePrepError) {
        guard let byteCount = file.littleEndian32(at: 14) else {
            throw .truncated("a BMP of \(file.count.formattedByteCount), fewer than its headers take")
        }
        guard Self.byteCounts.contains(byteCount) else {
            throw .unsupported(feature: "A BMP with a header of \(byteCount) bytes", advice: Self.advice)
        }
        let missing = Self.fileHeaderBytes + byteCount - file.count
        guard missing <= 0 else {
            throw .truncated("of its header of \(byteCount.formattedByteCount), \(missing.formatted) are missing")
        }
        self.byteCount = byteCount
        let isCore = byteCount == 12
        let width = isCore ? file.littleEndian16(at: 18) ?? 0 : file.signed32(at: 18)
        let height = isCore ? file.littleEndian16(at: 20) ?? 0 : file.signed32(at: 22)
        guard width > 0, height != 0 else { throw .malformed("a BMP of \(width)x\(height) pixels") }
        size = PixelSize(width: width, height: abs(height))
        isTopDown = height < 0
        planes = file.littleEndian16(at: isCore ? 22 : 26) ?? 0
        bitsPerPixel = file.littleEndian16(at: isCore ? 24 : 28) ?? 0
        coding = .plain
        try readCoding(byteCount >= 40 ? file.littleEndian32(at: 30) ?? 0 : 0)
    }

    private static let advice = "convert it to PNG first, with ImageMagick for instance"

    private mutating func readCoding(_ code: Int) throws(ImagePrepError) {
        if let name = foreignCoding(code) {
            throw .unsupported(feature: "A BMP with \(name) in it", advice: Self.advice)
        }
        guard [1, 2, 4, 8, 16, 24, 32].contains(bitsPerPixel) else {
            guard bitsPerPixel != 64 else {
                throw .unsupported(feature: "A BMP of 64 bits a pixel", advice: Self.advice)
            }
            throw .malformed("a BMP of \(bitsPerPixel) bits a pixel")
        }
        switch (code, bitsPerPixel) {
        case (0, _): coding = .plain
        case (1, 8), (2, 4): coding = .runs
        case (3, 16), (3, 32), (6, 16), (6, 32):
            coding = .masks
            maskBytes = byteCount == 40 ? (code == 3 ? 12 : 16) : 0
        default: throw .malformed("a BMP of \(bitsPerPixel) bits a pixel under compression \(code)")
        }
    }

    /// What other files are put into a BMP, or what only OS/2 and printers have.
    private func foreignCoding(_ code: Int) -> String? {
        switch code {
        case 3 where byteCount == 64 || bitsPerPixel == 1: "OS/2's Huffman coding"
        case 4 where byteCount == 64: "OS/2's run-length coding of 24 bits"
        case 4: "a JPEG"
        case 5: "a PNG"
        case 11, 12, 13: "CMYK"
        default: nil
        }
    }
}

extension Span<UInt8> {
    /// Four bytes in two's complement; 0 past the end, which callers have ruled out.
    fileprivate func signed32(at offset: Int) -> Int {
        Int(Int32(truncatingIfNeeded: littleEndian32(at: offset) ?? 0))
    }
}
