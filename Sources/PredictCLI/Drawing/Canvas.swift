internal import ImagePrep
internal import Predict

/// A colour to draw with.
struct InkColor: Sendable, Hashable {
    var red: UInt8
    var green: UInt8
    var blue: UInt8

    static let black = InkColor(red: 0, green: 0, blue: 0)
    static let white = InkColor(red: 255, green: 255, blue: 255)

    /// Black or white, whichever can be read on it: by the luma weights of BT.601.
    var readableInk: InkColor {
        Int(red) * 299 + Int(green) * 587 + Int(blue) * 114 > 140_000 ? .black : .white
    }
}

/// An upright picture that can be drawn on; whatever lies outside of it is not drawn.
struct Canvas {
    let size: PixelSize
    /// Red, green, blue; row by row, without padding.
    private(set) var samples: [UInt8]

    /// A canvas over the samples of a picture; there must be three for each pixel.
    init(size: PixelSize, samples: [UInt8]) {
        precondition(samples.count == size.pixelCount * 3)
        self.size = size
        self.samples = samples
    }

    mutating func fill(x: Range<Int>, y: Range<Int>, _ color: InkColor) {
        let columns = x.clamped(to: 0..<size.width)
        for row in y.clamped(to: 0..<size.height) {
            for column in columns { set(row * size.width + column, color) }
        }
    }

    /// The edges of a rectangle, `thickness` pixels inwards.
    mutating func frame(x: Range<Int>, y: Range<Int>, thickness: Int, _ color: InkColor) {
        let across = min(thickness, (x.count + 1) / 2)
        let down = min(thickness, (y.count + 1) / 2)
        fill(x: x, y: y.lowerBound..<y.lowerBound + down, color)
        fill(x: x, y: y.upperBound - down..<y.upperBound, color)
        fill(x: x.lowerBound..<x.lowerBound + across, y: y, color)
        fill(x: x.upperBound - across..<x.upperBound, y: y, color)
    }

    /// Mixes `color` half and half into every pixel that the mask covers, and fully where its edge is.
    mutating func tint(_ mask: MaskPlane, edge thickness: Int, _ color: InkColor) {
        guard mask.size.pixelCount > 0 else { return }
        for y in 0..<size.height {
            let maskY = y * mask.size.height / size.height
            for x in 0..<size.width {
                let maskX = x * mask.size.width / size.width
                guard mask.isCovered(x: maskX, y: maskY) else { continue }
                let isEdge = [(-thickness, 0), (thickness, 0), (0, -thickness), (0, thickness)].contains { dx, dy in
                    let (nearX, nearY) = (x + dx, y + dy)
                    guard (0..<size.width).contains(nearX), (0..<size.height).contains(nearY) else { return false }
                    return !mask.isCovered(
                        x: nearX * mask.size.width / size.width, y: nearY * mask.size.height / size.height)
                }
                isEdge ? set(y * size.width + x, color) : mix(y * size.width + x, color)
            }
        }
    }

    /// Text with its top left corner at (x, y), each dot `scale` pixels wide.
    mutating func write(_ text: String, x: Int, y: Int, scale: Int, _ color: InkColor) {
        for (index, character) in text.enumerated() {
            let left = x + index * BitmapFont.advance * scale
            guard left < size.width else { return }
            for row in 0..<BitmapFont.glyphHeight {
                for column in 0..<BitmapFont.glyphWidth where BitmapFont.isSet(character, x: column, y: row) {
                    let dotX = left + column * scale
                    let dotY = y + row * scale
                    fill(x: dotX..<dotX + scale, y: dotY..<dotY + scale, color)
                }
            }
        }
    }

    private mutating func set(_ pixel: Int, _ color: InkColor) {
        samples[pixel * 3] = color.red
        samples[pixel * 3 + 1] = color.green
        samples[pixel * 3 + 2] = color.blue
    }

    private mutating func mix(_ pixel: Int, _ color: InkColor) {
        samples[pixel * 3] = UInt8((Int(samples[pixel * 3]) + Int(color.red)) / 2)
        samples[pixel * 3 + 1] = UInt8((Int(samples[pixel * 3 + 1]) + Int(color.green)) / 2)
        samples[pixel * 3 + 2] = UInt8((Int(samples[pixel * 3 + 2]) + Int(color.blue)) / 2)
    }
}
