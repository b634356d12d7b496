/// What stands between header and image data of a PNG whose samples stay as they are: colour chunks, palette and
/// transparency, in the order that PNG asks for.
struct PNGLeadingChunks {
    private(set) var writer: PNGChunkWriter
    private(set) var warnings: [String] = []

    init(_ colorChunks: [UInt8]) { writer = PNGChunkWriter(colorChunks) }

    mutating func collect(_ renderPlan: PNGRenderPlan, largestIndex: Int) {
        guard var palette = renderPlan.palette else {
            if !renderPlan.expansion.key.isEmpty { writer.append(.trns, renderPlan.expansion.key) }
            return
        }
        if largestIndex >= palette.count {
            warnings.append("A palette of \(palette.count) entries and index \(largestIndex): what it lacks is black.")
            palette.extend(toHold: largestIndex)
        }
        writer.append(.plte, palette.colors)
        if !palette.alphas.isEmpty { writer.append(.trns, palette.alphas) }
    }
}
