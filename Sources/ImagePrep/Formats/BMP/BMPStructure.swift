/// Where everything lies in a BMP file. All offsets count bytes from the file's start.
package struct BMPStructure: Sendable, Hashable {
    package var header: BMPHeader
    /// The bits of each channel in a pixel of 16 or 32 bits; nil in other files.
    package var masks: BMPChannelMasks?
    /// The entries of the palette that pixels can name, as many bytes each as `paletteEntryBytes`; empty without a palette.
    package var palette: Range<Int>
    /// Whether all entries of the palette are gray and stay so, since the file has no colors of its own.
    package var isGray: Bool
    /// The pixels as far as they are there.
    package var pixels: Range<Int>
    /// What run-length coded pixels cover; nil in other files.
    package var runs: BMPRunExtent?
    /// How much of the pixels is missing at the file's end, in words; nil if nothing is.
    package var missing: String?
}

extension BMPStructure {
    /// Blue, green, red, and from Windows on a byte of nothing.
    var paletteEntryBytes: Int { header.byteCount == 12 ? 3 : 4 }

    /// Bytes from one row to the next of pixels that are not run-length coded; rows are padded to four bytes.
    var rowBytes: Int { (header.size.width * header.bitsPerPixel + 31) / 32 * 4 }

    /// Whether a pixel can be transparent: by a mask of alpha, or since the runs leave it out.
    var hasAlpha: Bool { masks.map { $0.alpha != 0 } ?? (runs?.coversAll == false) }
}

/// How far run-length coded pixels go.
package struct BMPRunExtent: Sendable, Hashable {
    /// Whether no pixel is left out.
    package var coversAll: Bool
    /// Behind the last byte that they take.
    package var end: Int
}
