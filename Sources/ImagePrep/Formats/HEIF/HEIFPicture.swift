#if HEIF
/// A picture as it is coded: one coded picture, or a grid of many that are alike.
package struct HEIFPicture: Sendable, Hashable {
    package enum Codec: Sendable, Hashable {
        case hevc, av1
    }

    package var codec: Codec
    /// Of each tile.
    package var stream: HEIFStream
    package var columns = 1
    package var rows = 1
    /// Of the whole; what tiles have beyond it is cut off.
    package var size: PixelSize
    /// Row by row. Of a single picture one.
    package var tiles: [HEIFTile]

    package var isGrid: Bool { columns * rows > 1 || stream.size != size }
    /// Of all tiles together.
    var tiledSize: PixelSize {
        PixelSize(width: columns * stream.size.width, height: rows * stream.size.height)
    }
}

/// Where a coded picture lies, and what its decoder has to be told.
package struct HEIFTile: Sendable, Hashable {
    /// Parts of the file that make it, in order.
    package var extents: [Range<Int>]
    /// Payload of `hvcC` or `av1C`.
    package var configuration: Range<Int>
    /// Of AV1: which part of a stream in layers is shown.
    package var operatingPoint = 0
    package var layer: Int?

    package var byteCount: Int { extents.reduce(0) { $0 + $1.count } }
}

/// What a HEIC or AVIF file has that becomes pixels.
package struct HEIFStructure: Sendable, Hashable {
    package var picture: HEIFPicture
    package var alpha: HEIFPicture?
    package var isPremultiplied = false
    /// What the planes mean.
    package var meaning: HEIFCodePoints
    package var isAlphaFullRange = true
    /// The part of the picture that is shown.
    package var crop: PixelRectangle
    /// Whether it is of high dynamic range, of which 8 bits are too few before it is tone mapped.
    package var isHighDynamicRange = false
    package var exifPayloads: [Range<Int>] = []
}
#endif
