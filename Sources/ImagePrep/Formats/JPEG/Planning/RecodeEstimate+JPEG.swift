extension RecodeEstimate {
    /// - Parameters:
    ///   - byteCount: of the source without its metadata.
    ///   - maxBytes: what the result has to stay below.
    package init(_ structure: JPEGStructure, byteCount: Int, maxBytes: Int) {
        self.init()
        needed = 1 - Double(maxBytes - 1) / Double(max(1, byteCount))
        guard !structure.frame.isProgressive else { return }
        let bitsPerPixel = max(0.05, structure.bitsPerPixel)
        // Next to nothing in a block leaves the standard's tables with codes that are much too long.
        if structure.hasGeneralTables {
            optimal = min(0.5, 0.033 / (bitsPerPixel * bitsPerPixel.squareRoot()))
        }
        progressive = bitsPerPixel > 0.7 ? 0.03 : 0
    }
}

extension JPEGStructure {
    /// Whether its Huffman tables have a code for everything, as the standard's have (29 bytes for DC, 179 for AC), which
    /// tables that were made for a picture have not.
    fileprivate var hasGeneralTables: Bool {
        let byteCount = segments.reduce(0) { $1.marker == 0xC4 ? $0 + $1.payload.count : $0 }
        return byteCount >= (frame.components.count > 1 ? 416 : 208)
    }
}
