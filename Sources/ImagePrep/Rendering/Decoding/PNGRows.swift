/// The decoded rows of a PNG on their own, for the tests that compare one way of decoding with the other.
package enum PNGRows {
    /// Rows as stored, without padding or filter bytes.
    package static func decoded(
        _ input: Span<UInt8>, _ structure: PNGStructure, onlyWithLibpng: Bool
    ) throws(ImagePrepError) -> [UInt8] {
        let codec = PNGCodec()
        var context = CodecContext()
        try codec.decode(input, structure, rendersTruncated: false, onlyWithLibpng: onlyWithLibpng, &context)
        return codec.packedRaster()
    }
}
