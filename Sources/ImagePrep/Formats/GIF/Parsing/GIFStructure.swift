/// Where everything lies in a GIF file, from one walk over its blocks. All offsets count bytes from the file's start.
package struct GIFStructure: Sendable, Hashable {
    /// A rectangle of indices into a table of colors. Source: GIF89a specification, section 20.
    package struct Frame: Sendable, Hashable {
        /// Of its upper left corner on the canvas.
        package var x: Int
        package var y: Int
        package var size: PixelSize
        /// Whether its rows come in four passes: every eighth, then those between.
        package var isInterlaced: Bool
        /// The separator, the rectangle, a color table of its own, and all of the image data.
        package var range: Range<Int>
        /// Three bytes a color; its own table, or the file's.
        package var colorTable: Range<Int>
        /// Bits of an index when the compressed data begins, 1...11.
        package var minimumCodeSize: Int
        /// Sub-blocks with the compressed data, up to the empty one that ends them or to where the file ends.
        package var imageData: Range<Int>
        /// The index that shows what lies beneath; nil if none does.
        package var transparentIndex: Int?
        /// The extension before it that says so; nil if there is none.
        package var graphicControl: Range<Int>?
    }

    /// As the header has it; readers take it for the size of the picture unless the first frame goes beyond it.
    package var screen: PixelSize
    /// What the picture is drawn on: the screen, grown to hold the first frame.
    package var canvas: PixelSize
    /// The header, the screen, and the table of colors for frames without one.
    package var header: Range<Int>
    /// The first frame, which is the picture.
    package var frame: Frame
    /// All frames that were found.
    package var frameCount: Int
    /// Just past the trailer; nil if that is missing.
    package var endOfImage: Int?
}

extension GIFStructure {
    /// Whether a pixel may be transparent: an index says so, or the frame leaves some of the canvas free.
    var mayBeTransparent: Bool { frame.transparentIndex != nil || frame.size != canvas }
}
