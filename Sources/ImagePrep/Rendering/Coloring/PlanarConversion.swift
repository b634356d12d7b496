internal import CImageCodecs

/// A conversion of a picture's planes to sRGB, some rows at a time from top to bottom.
@safe final class PlanarConversion {
    private let converter: ColorConverter
    private let format: PlanarFormat
    /// Of YCbCr only, as the other kinds need no rows but their own.
    private let handle: OpaquePointer?
    private var codecContext: CodecContext

    /// - Parameters:
    ///   - converter: made for gray or RGB of 8 bits, as `format` is.
    ///   - format: of a kind that `isSupported(_:)`.
    /// - Throws: `outOfMemory`.
    init(
        _ converter: ColorConverter, _ format: PlanarFormat, in context: PreparationContext
    ) throws(ImagePrepError) {
        let made = unsafe try Self.makeHandle(converter, format)
        self.converter = converter
        self.format = format
        codecContext = CodecContext(cancellation: context.cancellation)
        unsafe handle = made
    }

    @unsafe private static func makeHandle(
        _ converter: ColorConverter, _ format: PlanarFormat
    ) throws(ImagePrepError) -> OpaquePointer? {
        guard let chroma = format.chromaFactors else { return nil }
        let made = unsafe ip_color_planar_create(
            converter.pixels, format.size.width, Int32(chroma.horizontal), Int32(chroma.vertical))
        guard let made = unsafe made else { throw .outOfMemory("rows of \(format.size.width) samples") }
        return unsafe made
    }

    deinit { unsafe ip_color_planar_free(handle) }

    /// Whether the planes of a format can go through a converter: `isSupported(_:)`, and no tone mapping, which takes a pixel's
    /// samples together.
    static func isSupported(_ format: PlanarFormat, by converter: ColorConverter) -> Bool {
        if case .toneMapping = converter.method { return false }
        return isSupported(format)
    }

    /// Gray, RGB of one resolution, and YCbCr whose chroma divides it evenly.
    static func isSupported(_ format: PlanarFormat) -> Bool {
        switch format.color {
        case .gray: true
        case .rgb: format.sampling.allSatisfy { $0 == format.full }
        case .yCbCr: format.chromaFactors != nil
        case .cmyk, .ycck: false
        }
    }

    /// Whether a row of luma leans on a row of chroma that is not its own, and may lie in the strip below.
    var needsRowsBelow: Bool { format.chromaFactors?.vertical == 2 }

    /// Rows of each plane, from `first` on.
    struct Rows {
        var planes: [Plane]
        var first: [Int]
    }

    /// Converts `count` rows of luma and the chroma that goes with them, where they are.
    func convert(_ rows: Rows, count: Int) throws(ImagePrepError) {
        switch format.color {
        case .gray: rows.planes[0].convert(with: converter, first: rows.first[0], count: count)
        case .rgb: try convertRGB(rows, count)
        default: try convert(rows, to: rows, count: count, below: nil)
        }
    }

    /// As `convert(_:count:)` for YCbCr, from one place to another.
    ///
    /// - Parameter below: where the strip below begins; nil at the picture's end.
    func convert(_ from: Rows, to: Rows, count: Int, below: Rows?) throws(ImagePrepError) {
        guard let handle = unsafe handle else { throw .internalFault("\(format.color) has no chroma to convert") }
        var strip = unsafe ip_color_strip(
            from: from.inputs, from_row_bytes: from.rowBytes, to: to.outputs, to_row_bytes: to.rowBytes,
            luma_rows: count, blue_below: below?.inputs.1, red_below: below?.inputs.2)
        _ = unsafe ip_color_planar_convert(&codecContext.raw, handle, &strip)
        try codecContext.check()
    }

    private func convertRGB(_ rows: Rows, _ count: Int) throws(ImagePrepError) {
        let (outputs, rowBytes) = (unsafe rows.outputs, rows.rowBytes)
        _ = unsafe ip_color_convert_rgb_planes(
            &codecContext.raw, converter.pixels, [outputs.0, outputs.1, outputs.2],
            [rowBytes.0, rowBytes.1, rowBytes.2],
            format.size.width, count)
        try codecContext.check()
    }
}

extension PlanarConversion.Rows {
    typealias Three<Element> = (Element, Element, Element)

    fileprivate var rowBytes: Three<Int> { (planes[0].rowBytes, planes[1].rowBytes, planes[2].rowBytes) }

    @unsafe fileprivate var outputs: Three<UnsafeMutablePointer<UInt8>> {
        unsafe (
            planes[0].address(ofRow: first[0]), planes[1].address(ofRow: first[1]), planes[2].address(ofRow: first[2])
        )
    }

    @unsafe fileprivate var inputs: Three<UnsafePointer<UInt8>> {
        let rows = unsafe outputs
        return unsafe (UnsafePointer(rows.0), UnsafePointer(rows.1), UnsafePointer(rows.2))
    }
}

extension Plane {
    /// Gray samples, where they are.
    fileprivate func convert(with converter: ColorConverter, first: Int, count: Int) {
        guard case .gray(let table) = converter.method else { return }
        unsafe ip_color_gray_convert8(
            table.bytes, address(ofRow: first), rowBytes, buffer.size.width, count, 1)
    }
}

extension PlanarFormat {
    /// Luma samples for one of chroma in a row and in a column; nil where this is not YCbCr with the same whole number for
    /// both planes of chroma.
    var chromaFactors: SamplingFactors? {
        guard color == .yCbCr, sampling[0] == full, sampling[1] == sampling[2] else { return nil }
        let (chroma, full) = (sampling[1], full)
        guard full.horizontal % chroma.horizontal == 0, full.vertical % chroma.vertical == 0 else { return nil }
        return SamplingFactors(
            horizontal: full.horizontal / chroma.horizontal, vertical: full.vertical / chroma.vertical)
    }
}

extension ColorConverter {
    /// For the C functions that convert between planes; valid while the converter lives.
    @unsafe fileprivate var pixels: ip_color_pixels {
        switch method {
        case .matrix(let tables): unsafe ip_color_pixels(matrix: tables.handle, profile: nil)
        case .profile(let transform): unsafe ip_color_pixels(matrix: nil, profile: transform.handle)
        case .gray, .plainCMYK, .toneMapping: unsafe ip_color_pixels(matrix: nil, profile: nil)
        }
    }
}

extension Planes {
    /// Converts a whole picture where it is.
    func convert(with converter: ColorConverter, in context: PreparationContext) throws(ImagePrepError) {
        let conversion = try PlanarConversion(converter, format, in: context)
        let rows = PlanarConversion.Rows(planes: planes, first: planes.map { _ in 0 })
        try conversion.convert(rows, count: format.size.height)
    }
}
