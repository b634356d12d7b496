/// Which bits of a pixel of 16 or 32 bits are whose.
package struct BMPChannelMasks: Sendable, Hashable {
    package var red: UInt32
    package var green: UInt32
    package var blue: UInt32
    /// 0 if pixels have no alpha.
    package var alpha: UInt32 = 0

    static let plain16 = BMPChannelMasks(red: 0x7C00, green: 0x03E0, blue: 0x001F)
    static let plain32 = BMPChannelMasks(red: 0xFF_0000, green: 0xFF00, blue: 0xFF)

    /// All in the order in which samples are handed out.
    var all: [UInt32] { alpha == 0 ? [red, green, blue] : [red, green, blue, alpha] }

    /// The most bits that a color has.
    var bitDepth: Int { max(1, [red, green, blue].map(\.nonzeroBitCount).max() ?? 0) }

    /// In every header that has masks, and behind the one that has none, they begin at this byte of the file.
    private static let offset = 54

    /// Colors by the masks that a header of masks has, otherwise the usual ones. The fourth byte of plain pixels is no alpha,
    /// unless a header of 56 bytes or more has a mask for it.
    ///
    /// - Returns: nil for pixels of other than 16 or 32 bits.
    init?(_ file: Span<UInt8>, _ header: BMPHeader, _ warnings: inout [String]) throws(ImagePrepError) {
        guard header.bitsPerPixel == 16 || header.bitsPerPixel == 32 else { return nil }
        self = header.bitsPerPixel == 16 ? .plain16 : .plain32
        if header.coding == .masks {
            guard header.end <= file.count else {
                let missing = header.end - file.count
                throw .truncated("of the masks behind its header \(missing.formattedByteCount) are missing")
            }
            red = Self.mask(file, 0)
            green = Self.mask(file, 1)
            blue = Self.mask(file, 2)
            try check(bits: header.bitsPerPixel)
        }
        guard header.byteCount >= 56 && header.byteCount != 64 || header.maskBytes == 16 else { return }
        readAlpha(Self.mask(file, 3), header, &warnings)
    }

    private init(red: UInt32, green: UInt32, blue: UInt32) {
        (self.red, self.green, self.blue) = (red, green, blue)
    }

    private static func mask(_ file: Span<UInt8>, _ index: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: file.littleEndian32(at: offset + 4 * index) ?? 0)
    }

    private func check(bits: Int) throws(ImagePrepError) {
        let masks = [red, green, blue]
        let names = masks.map { "0x" + String($0, radix: 16) }.joined(separator: ", ")
        guard masks.allSatisfy({ $0.fits(bits) }), red | green | blue != 0,
            masks.reduce(0, { $0 + $1.nonzeroBitCount }) == (red | green | blue).nonzeroBitCount
        else { throw .malformed("masks of red, green and blue (\(names)) that make no colors of \(bits) bits") }
    }

    private mutating func readAlpha(_ mask: UInt32, _ header: BMPHeader, _ warnings: inout [String]) {
        guard mask != 0 else { return }
        if mask.fits(header.bitsPerPixel), mask & (red | green | blue) == 0 {
            alpha = mask
        } else {
            warnings.append("The mask of alpha 0x\(String(mask, radix: 16)) fits no pixel and is ignored.")
        }
    }
}

extension UInt32 {
    /// Whether the bits of a mask stand side by side within so many bits; a mask of none does.
    fileprivate func fits(_ bits: Int) -> Bool {
        let low = self >> UInt32(self == 0 ? 0 : trailingZeroBitCount)
        return low & (low &+ 1) == 0 && leadingZeroBitCount >= 32 - bits
    }
}
