#if WebP
/// The picture of a WebP on its canvas; what a frame leaves free is transparent. It is decoded whole when the first rows are read.
final class WebPPixelSource: PixelSource {
    private let structure: WebPStructure
    private let decoder: WebPDecoder
    private(set) var size: PixelSize
    private var pixels: DecodedPixels?
    private var missingRowCount = 0

    init(_ structure: WebPStructure, _ context: PreparationContext) {
        self.structure = structure
        size = structure.canvas
        decoder = WebPDecoder(structure, context)
    }

    var layout: SampleLayout { structure.pixelLayout }
    var isLossless: Bool { structure.picture.isLossless && missingRowCount == 0 }

    var warnings: (descriptions: [String], count: Int) { structure.warnings(missingRowCount: missingRowCount) }

    func begin(scaledTo target: PixelSize, of file: Span<UInt8>) throws(ImagePrepError) {
        let wanted = structure.decodedSize(for: target)
        if wanted != size { pixels = nil }
        size = wanted
    }

    func read(_ rows: Range<Int>, of file: Span<UInt8>, into strip: inout PixelBuffer) throws(ImagePrepError) {
        try decoder.context.checkCancellation()
        let pixels = if let pixels { pixels } else { try decode(file) }
        for (index, row) in rows.enumerated() { copy(row, of: pixels.buffer, into: &strip, index) }
    }

    private func decode(_ file: Span<UInt8>) throws(ImagePrepError) -> DecodedPixels {
        let picture = structure.picture
        let fillsCanvas = picture.size == structure.canvas
        var decoded = try PixelBuffer(
            size: fillsCanvas ? size : picture.size, channels: layout.channels, bytesPerSample: 1)
        missingRowCount = decoded.size.height - (try decoder.decode(file, into: &decoded))
        let pixels = DecodedPixels(decoded)
        self.pixels = pixels
        return pixels
    }

    /// A row of the canvas, zero where the picture does not reach.
    private func copy(_ row: Int, of picture: borrowing PixelBuffer, into strip: inout PixelBuffer, _ index: Int) {
        let (x, y) = (structure.picture.x, structure.picture.y)
        if (y..<y + picture.size.height).contains(row) {
            strip.place(row - y, of: picture, at: x, inRow: index)
        } else {
            strip.clear(index..<index + 1)
        }
    }
}

/// A buffer that several may hold.
private final class DecodedPixels {
    let buffer: PixelBuffer

    init(_ buffer: consuming PixelBuffer) { self.buffer = buffer }
}
#endif
