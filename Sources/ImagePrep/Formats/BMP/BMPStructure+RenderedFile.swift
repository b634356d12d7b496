extension BMPStructure: RenderedFile {
    package var format: ImageFormat { .bmp }

    package var naturalOutput: ImageFormat { .png }

    package var exifPayloads: [Range<Int>] { [] }

    package var codingDescription: String {
        let rows = header.isTopDown ? ", from the top" : ""
        return switch header.coding {
        case .plain: "\(header.bitsPerPixel) bits a pixel" + rows
        case .masks: "\(header.bitsPerPixel) bits a pixel by masks" + rows
        case .runs: "runs of \(header.bitsPerPixel) bits a pixel" + rows
        }
    }

    package func openSource(
        of file: Span<UInt8>, _ inspection: Inspection, in context: PreparationContext
    ) throws(ImagePrepError) -> any PixelSource {
        try BMPPixelSource(self, of: file, in: context)
    }

    /// A place for each row of runs, and a palette.
    package var decodingMemory: Int {
        4096 + (header.coding == .runs ? header.size.height * MemoryLayout<BMPRunWalk.RowStart?>.stride : 0)
    }

    package var pixelLayout: SampleLayout {
        SampleLayout(channels: (isGray ? 1 : 3) + (hasAlpha ? 1 : 0), bytesPerSample: 1, hasAlpha: hasAlpha)
    }
}
