/// How planes are written as a JPEG, beside what they are.
package struct JPEGEncodingSettings: Sendable, Hashable {
    /// One a plane.
    package var tables: [QuantizationTable]
    /// Whether the picture comes in scans that refine each other; takes memory for all of its coefficients.
    package var isProgressive = false
    /// Whether Huffman tables are made for this picture: a few per cent smaller, at the same price in memory.
    package var optimizesHuffman = false
    /// Huffman tables to use; nil: those of annex K. Only where the two above are false.
    package var huffmanCodes: HuffmanCodes?
    /// MCUs between restart markers; 0: none.
    package var restartInterval = 0
    /// A profile to embed; empty: none.
    package var profile: [UInt8] = []

    package init(tables: [QuantizationTable]) {
        self.tables = tables
    }

    /// The tables of annex K at a quality of 1...100.
    package init(quality: Int, color: PlanarColor) {
        self.init(
            tables: (0..<color.planeCount).map {
                QuantizationTable.standard(quality: quality, isChroma: color.isChroma($0))
            })
    }
}
