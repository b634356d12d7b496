/// What rendering JPEGs takes and keeps from image to image; made when first needed.
struct JPEGCodecs: ~Copyable {
    private var decoder: JPEGDecoder?
    private var encoder: JPEGEncoder?

    mutating func takeDecoder() throws(ImagePrepError) -> JPEGDecoder {
        if let decoder { return decoder }
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
