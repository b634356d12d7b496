extension DecodedImage {
    init(
        png file: Span<UInt8>, _ structure: PNGStructure, _ background: PrepareOptions.BackgroundColor,
        _ limits: InputLimits
    ) throws(ImagePrepError) {
        let codec = PNGCodec()
        var context = CodecContext(limits: limits)
        try codec.decode(file, structure, rendersTruncated: false, &context)
        let expansion = PNGExpansion(of: file, structure, PNGPalette(of: file, structure))
        let (size, layout) = (structure.header.size, expansion.layout)
        var strip = try PixelBuffer(
            size: PixelSize(width: size.width, height: min(size.height, Self.rowsAtOnce)),
            channels: layout.channels, bytesPerSample: layout.bytesPerSample)
        let colors = layout.hasAlpha ? layout.channels - 1 : layout.channels
        let behind = layout.hasAlpha ? background.samples(channels: colors) : []
        var samples: [UInt8] = []
        samples.reserveCapacity(size.pixelCount * colors)
        for start in stride(from: 0, to: size.height, by: Self.rowsAtOnce) {
            let rows = start..<min(size.height, start + Self.rowsAtOnce)
            codec.expand(expansion, rows, into: &strip)
            samples.append(rows: rows.count, of: strip, upon: behind)
        }
        self.init(size: size, channels: colors, samples: samples)
    }
}

extension PNGStructure {
    package func decodedImage(
        of file: Span<UInt8>, upon background: PrepareOptions.BackgroundColor, limits: InputLimits
    ) throws(ImagePrepError) -> DecodedImage {
        try DecodedImage(png: file, self, background, limits)
    }
}
