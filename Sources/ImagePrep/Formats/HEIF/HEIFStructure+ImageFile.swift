#if HEIF
extension HEIFStructure: RenderedFile {
    package var format: ImageFormat { picture.codec == .hevc ? .heic : .avif }
    package var naturalOutput: ImageFormat { alpha == nil ? .jpeg : .png }

    package var codingDescription: String {
        let codec = picture.codec == .hevc ? "HEVC" : "AV1"
        let stream = "\(codec) \(picture.stream.chroma.name), \(picture.stream.depth) bits"
        guard picture.columns * picture.rows > 1 else { return stream }
        return "\(stream), \(picture.columns)x\(picture.rows) tiles of \(picture.stream.size)"
    }

    package var pixelLayout: SampleLayout { pixelLayout(bytesPerSample: picture.stream.depth > 8 ? 2 : 1) }

    func pixelLayout(bytesPerSample: Int) -> SampleLayout {
        let colors = picture.stream.chroma == .none ? 1 : 3
        return SampleLayout(
            channels: colors + (alpha == nil ? 0 : 1), bytesPerSample: bytesPerSample, hasAlpha: alpha != nil)
    }

    package func openSource(
        of file: Span<UInt8>, _ inspection: Inspection, in context: PreparationContext
    ) throws(ImagePrepError) -> any PixelSource {
        try HEIFPixelSource(self, pixelLayout, in: context)
    }

    /// More than 8 bits are kept for what can have them, or until tones are mapped.
    package func openPixels(
        of file: Span<UInt8>, _ inspection: Inspection, for plan: Plan, in context: PreparationContext
    ) throws(ImagePrepError) -> PixelPicture {
        try context.options.inputLimits.check(.workingMemory, renderingMemory(inspection, plan, context.options))
        let source = try HEIFPixelSource(self, pixelLayout(for: plan), in: context)
        return try PixelPicture(source, inspection, for: plan, context.options)
    }

    private func pixelLayout(for plan: Plan) -> SampleLayout {
        plan.format == .png || isHighDynamicRange ? pixelLayout : pixelLayout(bytesPerSample: 1)
    }

    package func renderingMemory(_ inspection: Inspection, _ plan: Plan, _ options: PrepareOptions) -> Int {
        renderingMemory(inspection, plan, options, of: pixelLayout(for: plan))
    }

    package var decodingMemory: Int {
        let rows = 32 * picture.size.width
        return picture.decodingMemory + (alpha?.decodingMemory ?? 0) + rows
    }
}

extension HEIFPicture {
    private var bytesPerSample: Int { stream.depth > 8 ? 2 : 1 }

    private func planeBytes(_ size: PixelSize) -> Int {
        (size.width + 64) * (size.height + 64) * stream.chroma.samplesOfFour * bytesPerSample / 4
    }

    /// The decoder's frames with what it notes of their blocks, the rows of a band of tiles, and a coded picture in pieces.
    /// All from sizes that were held against the limit of pixels, so that nothing overflows.
    var decodingMemory: Int {
        let frame = planeBytes(stream.maximumSize) * 5 / 2 + 4 * stream.maximumSize.pixelCount
        let band = isGrid ? planeBytes(PixelSize(width: tiledSize.width, height: stream.size.height)) : 0
        let pieces = tiles.lazy.map { $0.extents.count > 1 ? $0.byteCount : 0 }.max() ?? 0
        return frame + band + 2 * pieces + HEIFMemory.decoder
    }
}

private enum HEIFMemory {
    /// Of a decoder before its first picture.
    static let decoder = 4 << 20
}
#endif
