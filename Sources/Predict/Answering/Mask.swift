public import ImagePrep

/// Which pixels of the upright picture a region covers.
public struct Mask: Sendable, Hashable {
    /// The picture of it that the service sent, usually a PNG.
    public var file: [UInt8]

    /// A mask by its encoded picture.
    public init(file: [UInt8]) { self.file = file }
}

/// A decoded mask.
public struct MaskPlane: Sendable, Hashable {
    /// Usually that of the picture that was sent.
    public var size: PixelSize
    /// Row by row, without padding; 0 is outside, everything else is covered.
    public var samples: [UInt8]

    /// A plane by its samples; there must be one for each pixel.
    package init(size: PixelSize, samples: [UInt8]) {
        self.size = size
        self.samples = samples
    }

    /// The share of the picture that is covered, 0...1.
    public var coveredShare: Double {
        guard !samples.isEmpty else { return 0 }
        return Double(samples.count { $0 > 0 }) / Double(samples.count)
    }

    /// Whether the pixel at column `x` and row `y` is covered; outside of the plane, none is.
    public func isCovered(x: Int, y: Int) -> Bool {
        guard x >= 0, y >= 0, x < size.width, y < size.height else { return false }
        return samples[y * size.width + x] > 0
    }
}
