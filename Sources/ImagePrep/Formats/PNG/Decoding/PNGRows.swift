/// The decoded rows of a PNG on their own, for the tests that compare one way of decoding with the other.
package enum PNGRows {
    /// Rows as stored, without padding or filter bytes.
    package static func decoded(
        _ input: Span<UInt8>, _ structure: PNGStructure
    ) throws(ImagePrepError) -> [UInt8] {
        let codec = PNGCodec()
        var context = CodecContext()
        try codec.decode(input, structure, rendersTruncated: false, &context)
        return codec.packedRaster()
    }

    /// What is encoded of the raster, turned upright: while it is kept, while it is given up, and of the one decoded then.
    package static func encoded(
        _ input: Span<UInt8>, _ structure: PNGStructure, orientation: Orientation
    ) throws(ImagePrepError) -> [[UInt8]] {
        let codec = PNGCodec()
        var context = CodecContext()
        try codec.decode(input, structure, rendersTruncated: false, &context)
        let settings = PNGEncoding(orientation: orientation)
        var files: [[UInt8]] = []
        for releases in [false, true, false] {
            try codec.restoreRaster(input, structure, PreparationContext())
            files.append(try codec.encodeRaster(structure.header, settings, releasesRaster: releases, &context))
        }
        return files
    }
}
