/// What a row of samples to be resampled is made of.
package struct SampleLayout: Sendable, Hashable {
    /// Interleaved samples a pixel, 1...4.
    package var channels: Int
    /// 1 or 2.
    package var bytesPerSample: Int
    /// Whether the last channel is alpha: the others then count by how much of them is seen, so that the colour of
    /// transparent pixels bleeds nowhere.
    package var hasAlpha: Bool

    package init(channels: Int, bytesPerSample: Int, hasAlpha: Bool = false) {
        self.channels = channels
        self.bytesPerSample = bytesPerSample
        self.hasAlpha = hasAlpha
    }

    /// One plane of 8 bits.
    package static let plane8 = SampleLayout(channels: 1, bytesPerSample: 1)

    /// 8 bits need no more than integers; 16 bits, and the quotients that alpha brings, take single precision.
    var arithmetic: FilterCoefficients.Arithmetic { bytesPerSample == 1 && !hasAlpha ? .integer : .single }

    var bytesPerPixel: Int { channels * bytesPerSample }
}
