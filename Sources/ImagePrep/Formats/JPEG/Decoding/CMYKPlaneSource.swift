internal import CImageCodecs

/// What has to leave its planes to become sRGB: CMYK and YCCK, and YCbCr whose planes do not divide each other. It comes as
/// YCbCr of one resolution.
final class CMYKPlaneSource: PlaneSource {
    let format: PlanarFormat
    let planeSizes: [PixelSize]
    let extents: [PlaneExtent]
    let stripRows: [Int]
    let paddedWidths: [Int]
    private(set) var conversionTime = Duration.zero
    private let decoder: JPEGDecoder
    private let converter: ColorConverter
    private var decoded: PixelBuffer
    private var rgb: PixelBuffer
    private let context: PreparationContext

    private static let rowsAtOnce = 16

    /// - Parameters:
    ///   - decoder: open with `Layout.interleaved`.
    ///   - converter: for CMYK where the decoder has four channels, otherwise for RGB.
    ///   - scaleEighths: what the decoder was opened with.
    /// - Throws: `outOfMemory`.
    init(
        _ decoder: JPEGDecoder, _ converter: ColorConverter, scaleEighths: Int, in context: PreparationContext
    ) throws(ImagePrepError) {
        let stored = try decoder.format().size
        let (scaled, scale) = (decoder.scaledSize, Double(scaleEighths) / 8)
        let strip = PixelSize(width: scaled.width, height: Self.rowsAtOnce)
        let decoded = try PixelBuffer(size: strip, channels: decoder.outputChannels, bytesPerSample: 1)
        let rgb = try PixelBuffer(size: strip, channels: 3, bytesPerSample: 1)
        let extent = PlaneExtent(width: Double(stored.width) * scale, height: Double(stored.height) * scale)
        format = PlanarFormat(yCbCr: stored, luma: .one)
        planeSizes = Array(repeating: scaled, count: 3)
        extents = Array(repeating: extent, count: 3)
        stripRows = Array(repeating: Self.rowsAtOnce, count: 3)
        paddedWidths = Array(repeating: scaled.width, count: 3)
        self.decoder = decoder
        self.converter = converter
        self.decoded = decoded
        self.rgb = rgb
        self.context = context
    }

    func readStrip(of file: Span<UInt8>, into strips: inout PlaneStrips) throws(ImagePrepError) {
        let rows = strips.rowCounts
        strips.appendStrip()
        let count = strips.rowCounts[0] - rows[0]
        guard try decoder.readRows(into: &decoded, at: 0, rowCount: count) == count else {
            throw .internalFault("fewer rows were decoded than the picture has")
        }
        let start = ContinuousClock.now
        if decoded.channels == 4 {
            try converter.convertCMYK(decoded, to: &rgb, in: context)
            Self.split(rgb, strips.planes, rows, count: count)
        } else {
            try converter.convert(&decoded, in: context)
            Self.split(decoded, strips.planes, rows, count: count)
        }
        conversionTime += start.duration(to: .now)
    }

    private static func split(_ rgb: borrowing PixelBuffer, _ planes: [Plane], _ rows: [Int], count: Int) {
        let addresses = unsafe [
            planes[0].address(ofRow: rows[0]), planes[1].address(ofRow: rows[1]), planes[2].address(ofRow: rows[2]),
        ]
        unsafe ip_color_rgb_to_planes(
            rgb.baseAddress.assumingMemoryBound(to: UInt8.self), rgb.rowBytes, addresses, planes.map(\.rowBytes),
            rgb.size.width, count)
    }
}
