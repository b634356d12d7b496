#if HEIF
extension Orientation {
    /// What has to be done where this is done first and then `next`.
    package func followed(by next: Orientation) -> Orientation {
        let wanted = [(1, 0), (0, 1)].map { next.moved(moved($0)) }
        return Orientation.allCases.first { candidate in
            candidate.moved((1, 0)) == wanted[0] && candidate.moved((0, 1)) == wanted[1]
        } ?? .upright
    }

    /// Where a step to the right or downward in the stored picture leads in the upright one.
    private func moved(_ step: (x: Int, y: Int)) -> (Int, Int) {
        let x = reversesStoredX ? -step.x : step.x
        let y = reversesStoredY ? -step.y : step.y
        return swapsAxes ? (y, x) : (x, y)
    }
}

/// A part of a picture.
package struct PixelRectangle: Sendable, Hashable {
    package var x: Int
    package var y: Int
    package var size: PixelSize

    /// The part of the stored picture that this one of the upright picture is.
    func stored(in size: PixelSize, oriented orientation: Orientation) -> PixelRectangle {
        var rectangle = self
        if orientation.swapsAxes {
            (rectangle.x, rectangle.y) = (y, x)
            rectangle.size = self.size.transposed
        }
        if orientation.reversesStoredX { rectangle.x = size.width - rectangle.x - rectangle.size.width }
        if orientation.reversesStoredY { rectangle.y = size.height - rectangle.y - rectangle.size.height }
        return rectangle
    }
}
#endif
