extension DecodedImage {
    /// Decodes a JPEG or PNG as it is stored: no orientation, no colour profile; of 16 bits the higher 8.
    ///
    /// - Parameter background: what transparent pixels are laid upon.
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
        var options = PrepareOptions()
        options.inputLimits = limits
        let plan = Plan(.render(), targetSize: inspection.uprightSize, format: inspection.file.naturalOutput)
        let picture = try inspection.file.openPixels(
            of: file, inspection, for: plan, in: PreparationContext(options))
        try self.init(reading: picture.source, of: file, upon: background)
    }

    /// All rows of a source.
    ///
    /// - Throws: what is wrong with the file; `outOfMemory`, `cancelled`.
    init(
        reading source: any PixelSource, of file: Span<UInt8>, upon background: PrepareOptions.BackgroundColor
    ) throws(ImagePrepError) {
        try source.begin(scaledTo: source.size, of: file)
        let layout = source.layout
        let colors = layout.hasAlpha ? layout.channels - 1 : layout.channels
        let behind = layout.hasAlpha ? background.samples(channels: colors) : []
        var strip = try source.makeStrip()
        var samples: [UInt8] = []
        samples.reserveCapacity(source.size.pixelCount * colors)
        for start in stride(from: 0, to: source.size.height, by: PixelRows.atOnce) {
            let rows = source.rows(from: start)
            try source.read(rows, of: file, into: &strip)
            samples.append(rows: rows.count, of: strip, upon: behind)
        }
        self.init(size: source.size, channels: colors, samples: samples)
    }
}

extension [UInt8] {
    /// The first rows of `strip` without padding: the higher bytes of samples of 16 bits, and where the last channel is
    /// alpha, the others laid upon the samples `behind` them.
    mutating func append(rows: Int, of strip: borrowing PixelBuffer, upon behind: [UInt8]) {
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
