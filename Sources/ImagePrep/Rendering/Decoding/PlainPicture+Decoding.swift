extension PlainPicture {
    /// Decodes a JPEG or PNG as it is stored: no orientation, no colour profile; of 16 bits the higher 8.
    ///
    /// - Parameter background: what see-through pixels are laid upon.
    /// - Throws: what is wrong with the file, or a limit.
    package init(
        decoding file: Span<UInt8>, background: PrepareOptions.BackgroundColor = .white,
        limits: InputLimits = InputLimits()
    ) throws(ImagePrepError) {
        let inspection = try Inspector(limits: limits).inspect(file)
        // The decoded picture, and with it the planes or rows that the codec holds; four channels at most, of 16 bits.
        let needed = inspection.storedSize.pixelCount.multipliedReportingOverflow(by: 12)
        guard !needed.overflow, needed.partialValue <= limits.workingMemoryBytes else {
            throw .limitExceeded(.workingMemory, limit: limits.workingMemoryBytes, actual: needed.partialValue)
        }
        switch inspection.container {
        case .png(let structure): try self.init(png: file, structure, background, limits)
        case .jpeg: try self.init(jpeg: file, limits)
        }
    }

    private static let rowsAtOnce = 16

    private init(
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

    private init(jpeg file: Span<UInt8>, _ limits: InputLimits) throws(ImagePrepError) {
        let decoder = try JPEGDecoder()
        var options = PrepareOptions()
        options.inputLimits = limits
        try decoder.open(
            file, layout: .interleaved, scaleEighths: 8, in: PreparationContext(options))
        guard decoder.outputChannels != 4 else {
            throw .unsupported(feature: "Drawing on CMYK", advice: "prepare the image first, which makes it sRGB")
        }
        let size = decoder.scaledSize
        var strip = try PixelBuffer(
            size: PixelSize(width: size.width, height: Self.rowsAtOnce), channels: decoder.outputChannels,
            bytesPerSample: 1)
        var samples: [UInt8] = []
        samples.reserveCapacity(size.pixelCount * decoder.outputChannels)
        var rowsLeft = size.height
        while rowsLeft > 0 {
            let count = try decoder.readRows(into: &strip, at: 0, rowCount: Self.rowsAtOnce)
            guard count > 0 else { throw .internalFault("\(rowsLeft) rows are missing that the header promised") }
            samples.append(rows: min(count, rowsLeft), of: strip, upon: [])
            rowsLeft -= count
        }
        self.init(size: size, channels: decoder.outputChannels, samples: samples)
    }
}

extension [UInt8] {
    /// The first rows of `strip` without padding: the higher bytes of samples of 16 bits, and where the last channel is
    /// alpha, the others laid upon the samples `behind` them.
    fileprivate mutating func append(rows: Int, of strip: borrowing PixelBuffer, upon behind: [UInt8]) {
        let bytes = strip.bytes
        // The machine's byte order, and all machines that Swift runs on here are little-endian.
        let (step, first) = strip.bytesPerSample == 2 ? (2, 1) : (1, 0)
        let channels = strip.channels
        for y in 0..<rows {
            for x in 0..<strip.size.width {
                let pixel = y * strip.rowBytes + x * channels * step + first
                if behind.isEmpty {
                    for channel in 0..<channels { append(bytes[pixel + channel * step]) }
                    continue
                }
                let alpha = Int(bytes[pixel + (channels - 1) * step])
                for channel in 0..<channels - 1 {
                    let mixed = Int(bytes[pixel + channel * step]) * alpha + Int(behind[channel]) * (255 - alpha)
                    append(UInt8((mixed + 127) / 255))
                }
            }
        }
    }
}
