extension ColorConverter {
    /// For the samples of a PNG once they are expanded, or for the colours of its palette; nil where they are sRGB.
    init?(_ color: SourceColor, of structure: PNGStructure) throws(ImagePrepError) {
        let samples: Samples =
            switch structure.header.colorType {
            case 0, 4: .gray
            case 2: structure.transparency == nil ? .rgb : .rgba
            case 3: .rgb
            default: .rgba
            }
        try self.init(color, samples, bytesPerSample: structure.header.bitDepth == 16 ? 2 : 1)
    }
}
