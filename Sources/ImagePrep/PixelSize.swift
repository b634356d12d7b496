/// A width and a height in pixels.
public struct PixelSize: Sendable, Hashable {
    /// Pixels in a row.
    public var width: Int
    /// Rows.
    public var height: Int

    /// A size of `width` times `height` pixels.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// Width times height; sizes that passed the input limits cannot overflow it.
    public var pixelCount: Int { width * height }

    /// Squares of 32 x 32 pixels that cover it, begun ones counted whole, as OpenAI counts what an image costs.
    public var patchCount: Int { (width + 31) / 32 * ((height + 31) / 32) }

    /// The larger of width and height.
    public var longestSide: Int { max(width, height) }

    /// The smaller of width and height.
    public var shortestSide: Int { min(width, height) }

    /// Width and height exchanged, as orientations 5...8 do.
    public var transposed: PixelSize { PixelSize(width: height, height: width) }
}

extension PixelSize: CustomStringConvertible {
    /// Such as 4032x3024.
    public var description: String { "\(width)x\(height)" }
}
