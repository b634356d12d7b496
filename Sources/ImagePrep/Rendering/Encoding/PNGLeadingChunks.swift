/// What stands between header and image data of a PNG whose samples stay as they are.
struct PNGLeadingChunks {
    let options: PrepareOptions
    /// For the palette, if there is one.
    let converter: ColorConverter?
    private(set) var writer = PNGChunkWriter()
    private(set) var kept: Set<MetadataKind> = []
    private(set) var warnings: [String] = []

    init(options: PrepareOptions, converter: ColorConverter? = nil) {
        self.options = options
        self.converter = converter
    }

    /// The colour chunks where the policy keeps them, then palette and transparency, in the order that PNG asks for.
    mutating func collect(
        _ input: Span<UInt8>, _ structure: PNGStructure, largestIndex: Int
    ) throws(ImagePrepError) {
        if options.color == .keep { keepColor(input, structure) }
        guard var palette = PNGPalette(of: input, structure) else {
            if let transparency = structure.transparency { writer.append(.trns, transparency.map { input[$0] }) }
            return
        }
        if largestIndex >= palette.count {
            warnings.append("A palette of \(palette.count) entries and index \(largestIndex): what it lacks is black.")
            palette.extend(toHold: largestIndex)
        }
        try converter?.convertPalette(&palette.colors)
        writer.append(.plte, palette.colors)
        if !palette.alphas.isEmpty { writer.append(.trns, palette.alphas) }
    }

    private mutating func keepColor(_ input: Span<UInt8>, _ structure: PNGStructure) {
        let types: Set<PNGStructure.ChunkType> = [.iccp, .cicp, .srgb, .gama, .chrm]
        let end = structure.imageData.first?.lowerBound ?? 0
        for chunk in structure.chunks where types.contains(chunk.type) && chunk.isCRCValid {
            guard chunk.range.upperBound <= end else { continue }
            writer.append(chunk, of: input)
            if let kind = chunk.metadata { kept.insert(kind) }
        }
    }
}
