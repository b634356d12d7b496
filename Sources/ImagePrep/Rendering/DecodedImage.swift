/// A whole picture as interleaved samples of 8 bits, for what looks at pictures or draws on them instead of preparing
/// them: the masks of an answer, and annotated copies.
package struct DecodedImage: Sendable {
    package let size: PixelSize
    /// 1: gray. 3: red, green, blue.
    package let channels: Int
    /// Row by row, without padding.
    package var samples: [UInt8]

    /// A picture by its samples; there must be `channels` for each pixel.
    package init(size: PixelSize, channels: Int, samples: [UInt8]) {
        precondition(samples.count == size.pixelCount * channels)
        self.size = size
        self.channels = channels
        self.samples = samples
    }
}
