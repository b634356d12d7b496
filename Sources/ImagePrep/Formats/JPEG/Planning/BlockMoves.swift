/// Whether a picture's blocks can be moved to where an orientation wants them, without a decoded pixel.
///
/// A partial MCU at the right or lower edge has padding behind it. Turned to the left or upper edge, the padding would come
/// first, which no JPEG can say; so an axis that is reversed must consist of whole MCUs.
package struct BlockMoves: Sendable, Hashable {
    package var orientation: Orientation
    package var storedSize: PixelSize
    package var mcuSize: PixelSize

    package init(_ orientation: Orientation, _ frame: JPEGStructure.Frame) {
        self.orientation = orientation
        storedSize = frame.size
        mcuSize = frame.reducedMCUSize
    }

    package var isWidthWhole: Bool { !orientation.reversesStoredX || storedSize.width % mcuSize.width == 0 }
    package var isHeightWhole: Bool { !orientation.reversesStoredY || storedSize.height % mcuSize.height == 0 }
    /// Whether nothing is lost.
    package var isExact: Bool { isWidthWhole && isHeightWhole }

    /// The stored size without the partial MCUs that are in the way; nil where nothing would be left.
    package var trimmedSize: PixelSize? {
        var size = storedSize
        if !isWidthWhole { size.width -= size.width % mcuSize.width }
        if !isHeightWhole { size.height -= size.height % mcuSize.height }
        return size.width > 0 && size.height > 0 ? size : nil
    }

    /// Which axis is in the way, with its numbers; empty where none is.
    package var obstacle: String {
        var parts: [String] = []
        if !isWidthWhole {
            parts.append("\(storedSize.width.formatted) columns are not whole MCUs of \(mcuSize.width)")
        }
        if !isHeightWhole {
            parts.append("\(storedSize.height.formatted) rows are not whole MCUs of \(mcuSize.height)")
        }
        return parts.joined(separator: " and ")
    }
}
