internal import CImageCodecs

/// The pixels of a decoded PNG as plain samples, at the size that is to be written, not turned yet.
struct PNGPixels {
    let expansion: PNGExpansion
    /// Of the stored picture.
    let size: PixelSize
    /// What see-through pixels are laid upon; nil keeps the alpha.
    let background: PrepareOptions.BackgroundColor?

    /// - Parameter converter: for the palette, if there is one; other samples come as they are stored.
    init(
        _ input: Span<UInt8>, _ structure: PNGStructure, background: PrepareOptions.BackgroundColor?,
        converter: ColorConverter? = nil
    ) throws(ImagePrepError) {
        expansion = try PNGExpansion(of: input, structure, converter: converter)
        size = structure.header.size
        self.background = background
    }

    /// Rows that are expanded at a time: enough to be worth a call, few enough to stay in a cache.
    private static let rowsAtOnce = 16

    /// What comes out.
    var layout: SampleLayout {
        guard expansion.layout.hasAlpha, background != nil else { return expansion.layout }
        return SampleLayout(channels: expansion.layout.channels - 1, bytesPerSample: expansion.layout.bytesPerSample)
    }

    /// - Throws: `outOfMemory`.
    func resampled(
        _ codec: PNGCodec, to target: PixelSize, filter: ResizeFilter, using resampler: inout RowResampler
    ) throws(ImagePrepError) -> PixelBuffer {
        var result = try PixelBuffer(size: target, channels: layout.channels, bytesPerSample: layout.bytesPerSample)
        var strip = try PixelBuffer(
            size: PixelSize(width: size.width, height: min(size.height, Self.rowsAtOnce)),
            channels: expansion.layout.channels, bytesPerSample: expansion.layout.bytesPerSample)
        try resampler.begin(
            horizontal: AxisMapping(from: size.width, to: target.width),
            vertical: AxisMapping(from: size.height, to: target.height), layout: layout, filter: filter)
        for start in stride(from: 0, to: size.height, by: Self.rowsAtOnce) {
            let rows = start..<min(size.height, start + Self.rowsAtOnce)
            fill(&strip, codec, rows)
            try resampler.push(strip.bytes, rowBytes: strip.rowBytes, rowCount: rows.count, into: &result)
        }
        return result
    }

    /// All pixels at the picture's own size.
    ///
    /// - Throws: `outOfMemory`.
    func expanded(_ codec: PNGCodec) throws(ImagePrepError) -> PixelBuffer {
        var result = try PixelBuffer(
            size: size, channels: expansion.layout.channels, bytesPerSample: expansion.layout.bytesPerSample)
        codec.expand(expansion, 0..<size.height, into: &result)
        return result
    }

    /// Expands rows and lays them upon the background.
    func fill(_ strip: inout PixelBuffer, _ codec: PNGCodec, _ rows: Range<Int>) {
        codec.expand(expansion, rows, into: &strip)
        guard expansion.layout.hasAlpha, let background else { return }
        unsafe ip_pixels_flatten(
            strip.baseAddress.assumingMemoryBound(to: UInt8.self), strip.rowBytes, UInt32(size.width),
            UInt32(rows.count), UInt32(strip.channels), UInt32(strip.bytesPerSample),
            [background.red, background.green, background.blue])
    }
}
