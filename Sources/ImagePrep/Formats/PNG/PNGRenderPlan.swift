/// What a PNG is and is to become, read from its header, its chunks and the plan; the pixels themselves are in the codec.
struct PNGRenderPlan {
    let structure: PNGStructure
    let orientation: Orientation
    /// With its colours converted already where that is needed, so that indices can stay indices.
    let palette: PNGPalette?
    /// How it becomes plain samples, where it cannot stay as it is.
    let expansion: PNGExpansion
    /// What samples go through before they are written; nil where nothing happens to colour or all of it happened to the
    /// palette.
    let converter: ColorConverter?
    /// What the samples or the palette go through; nil where nothing happens to colour.
    let colorsDone: ColorConverter?
    /// Colour chunks, and the ICC profile in them; empty where they do not travel along.
    let colorChunks: [UInt8]
    let keptMetadata: Set<MetadataKind>
    let iccProfile: [UInt8]

    var storedSize: PixelSize { structure.header.size }

    init(
        _ input: Span<UInt8>, _ inspection: Inspection, _ structure: PNGStructure, for plan: Plan,
        options: PrepareOptions
    ) throws(ImagePrepError) {
        self.structure = structure
        orientation = inspection.orientation
        let converter =
            plan.color == .convertToSRGB
            ? try ColorConverter(inspection.sourceColor(options), of: structure) : nil
        var palette = PNGPalette(of: input, structure)
        if let converter { try palette?.convert(converter) }
        self.palette = palette
        self.converter = palette == nil ? converter : nil
        colorsDone = converter
        // A profile that travels along is one of RGB, and a colour behind gray pixels is a colour: both ask for RGB. Where
        // gray is converted as gray, its brightness has to do.
        let isForcedToRGB =
            palette != nil && plan.color == .keepProfile
            || plan.format != .png && structure.mayBeSeeThrough && !options.background.isGray && converter == nil
        expansion = PNGExpansion(of: input, structure, palette, isForcedToRGB: isForcedToRGB)
        let colors =
            plan.color == .keepProfile
            ? try PNGColorChunks(of: structure, in: input, limits: options.inputLimits) : PNGColorChunks()
        let writer = PNGChunkWriter(colors, of: structure, in: input)
        (colorChunks, keptMetadata) = (writer.bytes, writer.kinds)
        iccProfile = plan.color == .keepProfile ? inspection.coloring.iccProfile : []
    }

    func isExact(_ size: PixelSize) -> Bool { size == orientation.upright(storedSize) && converter == nil }
}

extension PrepareOptions.BackgroundColor {
    var isGray: Bool { red == green && green == blue }

    /// For one channel: its luma as JFIF has it; for three: itself.
    func samples(channels: Int) -> [UInt8] {
        guard channels == 1 else { return [red, green, blue] }
        let luma = (299 * Int(red) + 587 * Int(green) + 114 * Int(blue) + 500) / 1000
        return [UInt8](repeating: UInt8(truncatingIfNeeded: luma), count: 3)
    }
}

extension PNGStructure {
    /// Whether a pixel may have an alpha below its largest.
    var mayBeSeeThrough: Bool { header.colorType >= 4 || transparency != nil }
}
