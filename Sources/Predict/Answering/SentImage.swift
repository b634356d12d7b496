public import ImagePrep

/// How the picture that was sent lies in the file it came from.
public struct SentImage: Sendable, Hashable {
    /// The upright size that was sent; boxes and masks refer to it.
    public var size: PixelSize
    /// The size that the original file stores, before its orientation is applied.
    public var storedSize: PixelSize
    /// The orientation that was found in the original and applied.
    public var orientation: Orientation
    /// The orientation that the original asks for; the same, unless it was sent as it is and nothing was applied.
    public var originalOrientation: Orientation
    /// Bytes of the image that was sent.
    public var byteCount: Int
    /// How it was prepared; nil where it was sent as it is.
    public var receipt: Receipt?

    /// A picture by its geometry.
    public init(size: PixelSize, storedSize: PixelSize, orientation: Orientation, byteCount: Int = 0) {
        self.size = size
        self.storedSize = storedSize
        self.orientation = orientation
        originalOrientation = orientation
        self.byteCount = byteCount
    }

    /// What a receipt says of the image that it came with.
    public init(_ receipt: Receipt) {
        self.init(
            size: receipt.size, storedSize: receipt.storedSize, orientation: receipt.orientation,
            byteCount: receipt.bytesOut)
        self.receipt = receipt
    }

    /// Where a box of the upright picture lies among the stored pixels of the original file.
    ///
    /// Turning back happens in fractions, so a picture that was made smaller maps to the original's full size.
    public func storedPixels(of box: BoundingBox) -> PixelBox {
        let first = stored(x: box.left, y: box.top)
        let second = stored(x: box.right, y: box.bottom)
        let oriented = BoundingBox(
            top: min(first.y, second.y), left: min(first.x, second.x),
            bottom: max(first.y, second.y), right: max(first.x, second.x))
        return oriented.pixels(in: coveredStoredSize)
    }

    /// A point of the upright picture in fractions of the stored one; Exif's eight values, undone.
    private func stored(x: Double, y: Double) -> (x: Double, y: Double) {
        let (alongX, alongY) = orientation.swapsAxes ? (y, x) : (x, y)
        return (orientation.reversesStoredX ? 1 - alongX : alongX, orientation.reversesStoredY ? 1 - alongY : alongY)
    }

    /// The part of the stored picture that the sent one shows: all of it, unless a lossless turn gave up partial blocks,
    /// which lie at the stored right and bottom edges.
    private var coveredStoredSize: PixelSize {
        receipt?.route == .transform ? orientation.inverse.upright(size) : storedSize
    }
}
