extension DecodedImage {
    init(jpeg file: Span<UInt8>, _ limits: InputLimits) throws(ImagePrepError) {
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

extension JPEGStructure {
    package func decodedImage(
        of file: Span<UInt8>, upon background: PrepareOptions.BackgroundColor, limits: InputLimits
    ) throws(ImagePrepError) -> DecodedImage {
        try DecodedImage(jpeg: file, limits)
    }
}
