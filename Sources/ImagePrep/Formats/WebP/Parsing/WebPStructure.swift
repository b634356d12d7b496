#if WebP
/// Where everything lies in a WebP file, from one walk over its chunks. All offsets count bytes from the file's start.
package struct WebPStructure: Sendable, Hashable {
    package struct Chunk: Sendable, Hashable {
        /// Four letters as a big-endian number.
        package var type: UInt32
        /// Type, size and payload, without the byte that makes an odd size even.
        package var range: Range<Int>
        package var payload: Range<Int> { range.dropFirst(8) }
        /// Whether the file, or what the chunk lies in, ends within it.
        package var isCut: Bool
    }

    /// The picture itself: the only one of a still file, or the first frame of an animation.
    package struct Picture: Sendable, Hashable {
        /// Of its upper left corner on the canvas.
        package var x = 0
        package var y = 0
        package var size: PixelSize
        package var isLossless: Bool
        package var hasAlpha: Bool
        /// A `VP8 ` or `VP8L` chunk.
        package var image: Chunk
        /// The `ALPH` chunk of a lossy picture with alpha.
        package var alpha: Chunk?
    }

    /// The size of the whole, which an animation's first frame may not fill.
    package var canvas: PixelSize
    package var picture: Picture
    /// Frames of an animation; 1 for a still picture.
    package var frameCount: Int
    /// Whether the picture is a frame of an animation, be it the only one.
    package var isAnimation: Bool
    package var exifPayloads: [Range<Int>]
    /// The ICC profile if it counts.
    package var iccProfile: Range<Int>?
    /// Just past what the RIFF header says belongs to the file, or the file's end.
    package var endOfImage: Int
}

extension WebPStructure.Chunk {
    static func type(_ name: StaticString) -> UInt32 {
        name.withUTF8Buffer { letters in unsafe letters.reduce(0) { $0 << 8 | UInt32($1) } }
    }

    static let extended = type("VP8X")
    static let lossy = type("VP8 ")
    static let lossless = type("VP8L")
    static let alpha = type("ALPH")
    static let icc = type("ICCP")
    static let exif = type("EXIF")
    static let xmp = type("XMP ")
    static let animation = type("ANIM")
    static let frame = type("ANMF")
}

extension WebPStructure {
    /// Whether a pixel may be transparent: the picture says so, or it leaves some of the canvas free.
    var mayBeTransparent: Bool { picture.hasAlpha || picture.size != canvas }

    /// What libwebp is given: the image chunk, from the alpha chunk on if there is one.
    var imageData: Range<Int> {
        (picture.alpha?.range.lowerBound ?? picture.image.range.lowerBound)..<picture.image.range.upperBound
    }
}
#endif
