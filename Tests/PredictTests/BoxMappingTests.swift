import ImagePrep
import Predict
import Testing

struct BoxMappingTests {
    /// Turns a stored picture of single pixels upright, by the words of the Exif standard: where its row 0 and column 0
    /// are on the screen. `stored[y][x]`.
    private func upright(_ stored: [[Int]], _ orientation: Orientation) -> [[Int]] {
        let height = stored.count
        let width = stored[0].count
        let columns = (0..<width).map { x in (0..<height).map { y in stored[y][x] } }
        return switch orientation {
        // Row 0 is the top, column 0 the left side.
        case .upright: stored
        // The top, the right.
        case .flipHorizontally: stored.map { $0.reversed() }
        // The bottom, the right.
        case .rotate180: stored.reversed().map { $0.reversed() }
        // The bottom, the left.
        case .flipVertically: stored.reversed()
        // Row 0 is the left side, column 0 the top: a stored column becomes a row.
        case .transpose: columns
        // Row 0 is the right side, column 0 the top.
        case .rotate90: columns.map { $0.reversed() }
        // Row 0 is the right side, column 0 the bottom.
        case .transverse: columns.reversed().map { $0.reversed() }
        // Row 0 is the left side, column 0 the bottom.
        case .rotate270: columns.reversed()
        }
    }

    @Test(arguments: Orientation.allCases)
    func `the box of every pixel maps back to that pixel of the original`(orientation: Orientation) throws {
        let storedSize = PixelSize(width: 5, height: 3)
        let stored = (0..<3).map { y in (0..<5).map { x in y * 5 + x } }
        let shown = upright(stored, orientation)
        let size = PixelSize(width: shown[0].count, height: shown.count)
        #expect(orientation.upright(storedSize) == size)
        let picture = SentImage(size: size, storedSize: storedSize, orientation: orientation)
        for (y, row) in shown.enumerated() {
            for (x, pixel) in row.enumerated() {
                let box = BoundingBox(
                    top: Double(y) / Double(size.height), left: Double(x) / Double(size.width),
                    bottom: Double(y + 1) / Double(size.height), right: Double(x + 1) / Double(size.width))
                let found = picture.storedPixels(of: box)
                let expected = PixelBox(
                    left: Double(pixel % 5), top: Double(pixel / 5), right: Double(pixel % 5 + 1),
                    bottom: Double(pixel / 5 + 1))
                #expect(found.isClose(to: expected), "\(found) for \(expected)")
            }
        }
    }

    @Test func `a picture that was made smaller maps to the original's full size`() {
        let picture = SentImage(
            size: PixelSize(width: 300, height: 400), storedSize: PixelSize(width: 4000, height: 3000),
            orientation: .rotate90)
        let box = BoundingBox(top: 0, left: 0.5, bottom: 0.25, right: 1)
        let expected = PixelBox(left: 0, top: 0, right: 1000, bottom: 1500)
        #expect(picture.storedPixels(of: box).isClose(to: expected))
    }

    @Test func `edges beyond the picture are drawn back to it`() {
        let size = PixelSize(width: 100, height: 50)
        let box = BoundingBox(top: -1, left: .nan, bottom: 7, right: .infinity)
        #expect(box.pixels(in: size) == PixelBox(left: 0, top: 0, right: 100, bottom: 50))
    }
}

extension PixelBox {
    func isClose(to other: PixelBox) -> Bool {
        abs(left - other.left) < 1e-6 && abs(top - other.top) < 1e-6 && abs(right - other.right) < 1e-6
            && abs(bottom - other.bottom) < 1e-6
    }
}
