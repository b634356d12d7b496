/// A source whose pixels are indices into a few colors, which a format with a palette can keep as they are.
package protocol IndexedPixelSource: PixelSource {
    /// Nil if not all of its pixels can be told by an index.
    var palette: IndexedPalette? { get }

    /// As `read`, with the indices in place of their colors: one channel of 8 bits.
    func readIndices(_ rows: Range<Int>, of file: Span<UInt8>, into strip: inout PixelBuffer) throws(ImagePrepError)
}

/// The colors that indices stand for; what it lacks is black.
package struct IndexedPalette: Sendable, Hashable {
    /// Red, green, blue of each, in order; at most 256.
    package var colors: [UInt8]
    /// Of the first entries, not more than there are colors; the others are opaque.
    package var alphas: [UInt8]

    /// Appends black entries up to `index`.
    mutating func extend(toHold index: Int) {
        let lacking = index + 1 - colors.count / 3
        if lacking > 0 { colors += [UInt8](repeating: 0, count: 3 * lacking) }
    }
}

extension IndexedPixelSource {
    /// All indices, at the source's own size.
    ///
    /// - Throws: what is wrong with the file; `outOfMemory`, `cancelled`.
    func indices(of file: Span<UInt8>) throws(ImagePrepError) -> PixelBuffer {
        try begin(scaledTo: size, of: file)
        var indices = try PixelBuffer(size: size, channels: 1, bytesPerSample: 1)
        var strip = try PixelBuffer(
            size: PixelSize(width: size.width, height: PixelRows.atOnce), channels: 1, bytesPerSample: 1)
        for start in stride(from: 0, to: size.height, by: PixelRows.atOnce) {
            let rows = rows(from: start)
            try readIndices(rows, of: file, into: &strip)
            for row in rows { indices.place(row - start, of: strip, at: 0, inRow: row) }
        }
        return indices
    }
}
