#if TIFF
extension TIFFStructure: RenderedFile {
    package var format: ImageFormat { .tiff }

    package var naturalOutput: ImageFormat { compression == .jpeg || compression == .oldJPEG ? .jpeg : .png }

    package var codingDescription: String {
        let kind = grid.isTiled ? "tiles of \(grid.chunk)" : "strips of \(grid.chunk.height.formatted) rows"
        return "\(compression.displayName), \(kind)" + (samples.isPlanar ? ", a plane a sample" : "")
    }

    package func openSource(
        of file: Span<UInt8>, _ inspection: Inspection, in context: PreparationContext
    ) throws(ImagePrepError) -> any PixelSource {
        let color = samples.meaning == .cmyk ? inspection.coloring.color : nil
        return try TIFFPixelSource(self, cmyk: color, in: context)
    }

    package var pixelLayout: SampleLayout {
        let isGray = samples.meaning == .whiteIsZero || samples.meaning == .blackIsZero
        let isDeep = samples.bits > 8 && samples.meaning != .cmyk && route != .rgba
        return SampleLayout(
            channels: (isGray && route != .rgba ? 1 : 3) + (hasAlpha ? 1 : 0), bytesPerSample: isDeep ? 2 : 1,
            hasAlpha: hasAlpha)
    }

    private var hasAlpha: Bool { samples.alpha != nil && route != .rgba }

    /// Rows of each plane, the strip or the row of tiles that is decoded as a whole, and what libtiff and its codecs keep.
    package var decodingMemory: Int {
        let rows = (rowBytes(width: size.width) + 2 * size.width * samples.count) * 2
        let band = grid.columns * grid.chunk.width
        let decoded =
            switch route {
            case .plain, .rows: 0
            case .chunks:
                planeCount * rowBytes(width: band) * grid.chunk.height + rowBytes(width: grid.chunk.width)
                    * grid.chunk.height
            case .rgba: 4 * (band + 2 * grid.chunk.width) * grid.chunk.height
            }
        let codec =
            switch compression {
            case .zstd: 129 << 20
            case .webP: 12 * grid.chunk.pixelCount + 1 << 20
            default: 1 << 20
            }
        // Places of strips are kept three times: here, and offsets and sizes by libtiff, for each plane.
        let places = 16 * grid.columns * grid.rows * planeCount * (1 + planeCount)
        return rows + decoded + places + (route == .plain ? 0 : codec * planeCount)
    }
}
#endif
