internal import ImagePrep

/// How small pictures are made.
struct Thumbnail {
    var options = PrepareOptions()

    /// Both pictures of a photo together, of which Base64 makes 5,872 characters.
    private static let byteCountOfPhoto = 4_402

    /// One of two pictures, which has half of a photo's bytes.
    static func half(_ limits: InputLimits) -> Thumbnail {
        Thumbnail(longerSide: 192, byteCount: byteCountOfPhoto / 2, limits)
    }

    /// The picture that stands for both.
    static func whole(_ limits: InputLimits) -> Thumbnail {
        Thumbnail(longerSide: 240, byteCount: byteCountOfPhoto, limits)
    }

    /// - Parameter longerSide: in pixels, so many that most photos fit the bytes at once; looking for a size that does takes longer
    ///   than all else.
    /// - Parameter byteCount: the picture has fewer.
    private init(longerSide: Int, byteCount: Int, _ limits: InputLimits) {
        options.maxBytes = byteCount
        options.maxDimension = longerSide
        options.format = .jpeg
        options.subsampling = .yuv420
        options.minQuality = 30
        options.truncated = .render
        options.inputLimits = limits
    }
}
