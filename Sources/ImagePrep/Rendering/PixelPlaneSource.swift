internal import CImageCodecs

/// A source of pixels as planes of 8 bits: gray, or YCbCr with as much chroma as luma.
struct PixelPlaneSource: PlaneSource, ~Copyable {
    let format: PlanarFormat
    private let pixels: any PixelSource
    private let rows: FlattenedRows
    private var strip: PixelBuffer

    /// - Throws: `outOfMemory`.
    init(_ pixels: any PixelSource, background: PrepareOptions.BackgroundColor) throws(ImagePrepError) {
        let strip = try pixels.makeStrip()
        self.pixels = pixels
        self.strip = strip
        rows = FlattenedRows(pixels.layout, background, width: pixels.size.width)
        format = PlanarFormat(size: pixels.size, pixels.layout)
    }

    mutating func readStrip(of file: Span<UInt8>, into strips: inout PlaneStrips) throws(ImagePrepError) {
        let range = pixels.rows(from: strips.firstRows[0] + strips.rowCounts[0])
        try pixels.read(range, of: file, into: &strip)
        rows.split(&strip, 0..<range.count, into: &strips)
    }
}

/// Pixels in memory as planes of 8 bits: gray, or YCbCr with as much chroma as luma.
struct BufferPlaneSource: PlaneSource, ~Copyable {
    let format: PlanarFormat
    private let rows: FlattenedRows
    private var pixels: PixelBuffer

    init(_ pixels: consuming PixelBuffer, _ layout: SampleLayout, background: PrepareOptions.BackgroundColor) {
        format = PlanarFormat(size: pixels.size, layout)
        rows = FlattenedRows(layout, background, width: pixels.size.width)
        self.pixels = pixels
    }

    mutating func readStrip(of file: Span<UInt8>, into strips: inout PlaneStrips) throws(ImagePrepError) {
        let first = strips.firstRows[0] + strips.rowCounts[0]
        rows.split(&pixels, first..<min(pixels.size.height, first + PixelRows.atOnce), into: &strips)
    }
}

/// Every plane has the size of the picture.
extension PixelPlaneSource {
    var planeSizes: [PixelSize] { format.wholePlaneSizes }
    var extents: [PlaneExtent] { format.wholePlaneExtents }
    var stripRows: [Int] { format.sampling.map { _ in PixelRows.atOnce } }
    var paddedWidths: [Int] { format.wholePlaneSizes.map(\.width) }
}

extension BufferPlaneSource {
    var planeSizes: [PixelSize] { format.wholePlaneSizes }
    var extents: [PlaneExtent] { format.wholePlaneExtents }
    var stripRows: [Int] { format.sampling.map { _ in PixelRows.atOnce } }
    var paddedWidths: [Int] { format.wholePlaneSizes.map(\.width) }
}

extension PlanarFormat {
    /// What pixels of this layout become, at one resolution.
    init(size: PixelSize, _ layout: SampleLayout) {
        self =
            layout.channels < 3
            ? PlanarFormat(size: size, color: .gray, sampling: [.one]) : PlanarFormat(yCbCr: size, luma: .one)
    }

    fileprivate var wholePlaneSizes: [PixelSize] { [PixelSize](repeating: size, count: sampling.count) }
    fileprivate var wholePlaneExtents: [PlaneExtent] { sampling.indices.map { extent($0) } }
}

/// Rows of pixels on their way into planes.
private struct FlattenedRows {
    let layout: SampleLayout
    let background: [UInt8]
    let width: Int

    init(_ layout: SampleLayout, _ background: PrepareOptions.BackgroundColor, width: Int) {
        self.layout = layout
        self.background = background.samples(channels: layout.channels - 1)
        self.width = width
    }

    /// Lays the rows upon the background, rounds them to 8 bits and appends them to the strips. They are used up by that.
    func split(_ pixels: inout PixelBuffer, _ range: Range<Int>, into strips: inout PlaneStrips) {
        let (stride, count, bytesPerSample) = (pixels.rowBytes, range.count, layout.bytesPerSample)
        let rows = unsafe pixels.baseAddress.assumingMemoryBound(to: UInt8.self) + range.lowerBound * stride
        if layout.hasAlpha {
            unsafe ip_pixels_flatten(
                rows, stride, UInt32(width), UInt32(count), UInt32(layout.channels), UInt32(bytesPerSample), background)
        }
        let channels = layout.channels - (layout.hasAlpha ? 1 : 0)
        if bytesPerSample == 2 { unsafe ip_pixels_narrow(rows, stride, width * channels, UInt32(count)) }
        var addresses = unsafe [UnsafeMutablePointer<UInt8>]()
        for (plane, row) in zip(strips.planes, strips.rowCounts) { unsafe addresses.append(plane.address(ofRow: row)) }
        let rowBytes = strips.planes.map(\.rowBytes)
        if channels == 1 {
            for row in 0..<count {
                unsafe (addresses[0] + row * rowBytes[0]).update(from: rows + row * stride, count: width)
            }
        } else {
            unsafe ip_color_rgb_to_planes(rows, stride, addresses, rowBytes, width, count)
        }
        strips.appendStrip()
    }
}
