extension DecodedImage {
    /// The picture as a PNG.
    ///
    /// - Throws: `outOfMemory`.
    package func encodedPNG() throws(ImagePrepError) -> [UInt8] {
        var buffer = try PixelBuffer(size: size, channels: channels, bytesPerSample: 1)
        let samplesPerRow = size.width * channels
        let rowBytes = buffer.rowBytes
        var bytes = buffer.mutableBytes
        for y in 0..<size.height {
            for x in 0..<samplesPerRow { bytes[y * rowBytes + x] = samples[y * samplesPerRow + x] }
        }
        var context = CodecContext()
        return try PNGCodec().encode(buffer, PNGEncoding(), &context)
    }
}
