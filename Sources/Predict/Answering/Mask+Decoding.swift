public import ImagePrep

extension Mask {
    /// Decodes the mask to one sample a pixel: 0 outside, everything else covered.
    ///
    /// - Throws: `ImagePrepError`, where the service sent no PNG or JPEG, or one larger than any picture it takes.
    public func plane() throws(ImagePrepError) -> MaskPlane {
        var limits = InputLimits()
        limits.pixels = RequestLimits().imagePixels
        // What is transparent is outside, so it must not become white.
        let black = PrepareOptions.BackgroundColor(red: 0, green: 0, blue: 0)
        let picture = try DecodedImage(decoding: file.span, background: black, limits: limits)
        guard picture.channels > 1 else { return MaskPlane(size: picture.size, samples: picture.samples) }
        var samples: [UInt8] = []
        samples.reserveCapacity(picture.size.pixelCount)
        for pixel in stride(from: 0, to: picture.samples.count, by: picture.channels) {
            samples.append(picture.samples[pixel..<pixel + picture.channels].max() ?? 0)
        }
        return MaskPlane(size: picture.size, samples: samples)
    }
}
