/// What must be done to the stored pixels so that they stand upright: the eight values of Exif's Orientation tag (0x0112).
///
/// The raw value is the tag's. Source: Exif 2.32, section 4.6.4, "Orientation".
public enum Orientation: UInt8, Sendable, Hashable, CaseIterable {
    case upright = 1
    case flipHorizontally = 2
    case rotate180 = 3
    case flipVertically = 4
    /// Mirror along the diagonal from the top left to the bottom right.
    case transpose = 5
    /// Turn by 90 degrees clockwise.
    case rotate90 = 6
    /// Mirror along the diagonal from the top right to the bottom left.
    case transverse = 7
    /// Turn by 270 degrees clockwise.
    case rotate270 = 8

    /// Whether width and height change places.
    public var swapsAxes: Bool { rawValue >= 5 }

    /// Whether the upright picture runs along the stored x axis backwards.
    package var reversesStoredX: Bool { [.flipHorizontally, .rotate180, .transverse, .rotate270].contains(self) }

    /// Whether the upright picture runs along the stored y axis backwards.
    package var reversesStoredY: Bool { [.rotate180, .flipVertically, .rotate90, .transverse].contains(self) }

    /// The orientation that undoes this one.
    public var inverse: Orientation {
        switch self {
        case .rotate90: .rotate270
        case .rotate270: .rotate90
        default: self
        }
    }

    /// The size that a stored size has when it is upright.
    public func upright(_ stored: PixelSize) -> PixelSize { swapsAxes ? stored.transposed : stored }
}
