internal import CImageCodecs

/// The planes of a JPEG as they are stored, strip by strip: no colour conversion, no interpolation.
package struct JPEGPlaneSource: PlaneSource {
    package let format: PlanarFormat
    package let planeSizes: [PixelSize]
    package let extents: [PlaneExtent]
    package let stripRows: [Int]
    package let paddedWidths: [Int]
    private let decoder: JPEGDecoder

    /// The picture that `decoder` has open with `Layout.planes`.
    package init(_ decoder: JPEGDecoder) throws(ImagePrepError) {
        let components = decoder.components
        self.decoder = decoder
        format = try decoder.format()
        planeSizes = components.map { PixelSize(width: Int($0.width), height: Int($0.height)) }
        extents = components.map { PlaneExtent(width: $0.horizontal_extent, height: $0.vertical_extent) }
        stripRows = components.map { Int($0.strip_rows) }
        paddedWidths = components.map { Int($0.padded_width) }
    }

    package mutating func readStrip(of file: Span<UInt8>, into strips: inout PlaneStrips) throws(ImagePrepError) {
        try decoder.readStrip(into: strips.planes, at: strips.rowCounts)
        strips.appendStrip()
    }
}
