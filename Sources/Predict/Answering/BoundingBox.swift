public import ImagePrep

/// A rectangle in fractions of the upright picture that was sent: 0 is the top or left edge, 1 the bottom or right one.
public struct BoundingBox: Sendable, Hashable {
    /// 0...1 from the top.
    public var top: Double
    /// 0...1 from the left.
    public var left: Double
    /// 0...1 from the top.
    public var bottom: Double
    /// 0...1 from the left.
    public var right: Double

    /// A box by its edges.
    public init(top: Double, left: Double, bottom: Double, right: Double) {
        self.top = top
        self.left = left
        self.bottom = bottom
        self.right = right
    }

    /// In pixels of a picture of `size`, edges beyond the picture drawn back to it.
    public func pixels(in size: PixelSize) -> PixelBox {
        PixelBox(
            left: clamped(left) * Double(size.width), top: clamped(top) * Double(size.height),
            right: clamped(right) * Double(size.width), bottom: clamped(bottom) * Double(size.height))
    }
}

/// A rectangle in pixels, not rounded: (0, 0) is the top left corner of the top left pixel.
public struct PixelBox: Sendable, Hashable {
    /// Pixels from the left.
    public var left: Double
    /// Pixels from the top.
    public var top: Double
    /// Pixels from the left.
    public var right: Double
    /// Pixels from the top.
    public var bottom: Double

    /// A box by its edges.
    public init(left: Double, top: Double, right: Double, bottom: Double) {
        self.left = left
        self.top = top
        self.right = right
        self.bottom = bottom
    }
}

private func clamped(_ fraction: Double) -> Double {
    // A hostile or broken answer may hold anything, and NaN passes through min and max.
    fraction.isNaN ? 0 : min(max(fraction, 0), 1)
}
