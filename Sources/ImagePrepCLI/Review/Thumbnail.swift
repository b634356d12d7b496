internal import ImagePrep

/// How small pictures are made.
struct Thumbnail {
    var options = PrepareOptions()

    /// Both pictures of a photo together, of which Base64 makes 5,872 characters.
    private static let byteCountOfPhoto = 4_402
    /// In pixels, enough for a card on a plain screen.
    private static let longerSide = 240

    /// Of one picture: the half of a photo's bytes, or all if it stands for both.
    static func byteCount(alone: Bool) -> Int { alone ? byteCountOfPhoto : byteCountOfPhoto / 2 }

    /// - Parameter byteCount: the picture has fewer.
    init(byteCount: Int, _ limits: InputLimits) {
        options.maxBytes = byteCount
        options.maxDimension = Thumbnail.longerSide
        options.format = .jpeg
        options.subsampling = .yuv420
        options.minQuality = 30
        options.truncated = .render
        options.inputLimits = limits
    }
}
