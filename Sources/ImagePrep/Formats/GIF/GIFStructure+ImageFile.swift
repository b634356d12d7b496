extension GIFStructure: RenderedFile {
    package var format: ImageFormat { .gif }
    package var exifPayloads: [Range<Int>] { [] }
    package var codingDescription: String { frame.isInterlaced ? "LZW, interlaced" : "LZW" }
    package var naturalOutput: ImageFormat { .png }
    package var pixelLayout: SampleLayout { SampleLayout(channels: mayBeTransparent ? 4 : 3, bytesPerSample: 1) }
    package var decodingMemory: Int { GIFIndexRows.byteCount(frame) }

    package func openSource(
        of file: Span<UInt8>, _ inspection: Inspection, in context: PreparationContext
    ) throws(ImagePrepError) -> any PixelSource {
        GIFPixelSource(self, in: file, rendersTruncated: context.options.truncated == .render, context)
    }
}
