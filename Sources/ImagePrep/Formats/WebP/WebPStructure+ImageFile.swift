#if WebP
extension WebPStructure: RenderedFile {
    package var format: ImageFormat { .webp }

    package var codingDescription: String {
        let coding = picture.isLossless ? "lossless" : "lossy 4:2:0"
        return (isAnimation ? "animated, " : "") + coding + (picture.hasAlpha ? " with alpha" : "")
    }

    /// A lossy picture was a photo, and has its planes for a JPEG; what is lossless or transparent stays so.
    package var naturalOutput: ImageFormat { picture.isLossless || mayBeTransparent ? .png : .jpeg }

    package var pixelLayout: SampleLayout {
        SampleLayout(channels: mayBeTransparent ? 4 : 3, bytesPerSample: 1, hasAlpha: mayBeTransparent)
    }

    /// The decoded pixels, and what libwebp keeps: of a lossless picture all of it, four bytes a pixel; of a lossy one some rows, and all
    /// of its alpha, which may be coded like a lossless picture.
    package var decodingMemory: Int {
        let pixelCount = picture.size.pixelCount
        let rows = 64 * (picture.size.width + 64) * 4
        let kept = picture.isLossless ? 4 * pixelCount : picture.hasAlpha ? 5 * pixelCount : 0
        return pixelLayout.bytesPerPixel * pixelCount + kept + rows + 1 << 20
    }

    package func openSource(
        of file: Span<UInt8>, _ inspection: Inspection, in context: PreparationContext
    ) throws(ImagePrepError) -> any PixelSource {
        WebPPixelSource(self, context)
    }
}
#endif
