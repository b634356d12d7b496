/// What rendering JPEGs takes and keeps from image to image; made when first needed.
struct JPEGCodecs: ~Copyable {
    private var decoder: JPEGDecoder?
    private var encoder: JPEGEncoder?

    /// libjpeg keeps Huffman tables from file to file: one that comes without its own gets a decoder that has seen none.
    mutating func takeDecoder(for structure: JPEGStructure) throws(ImagePrepError) -> JPEGDecoder {
        if let decoder, !structure.lacksHuffmanTables { return decoder }
        let made = try JPEGDecoder()
        decoder = made
        return made
    }

    mutating func takeEncoder() throws(ImagePrepError) -> JPEGEncoder {
        if let encoder { return encoder }
        let made = try JPEGEncoder()
        encoder = made
        return made
    }
}
