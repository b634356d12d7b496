#if HEIF
internal import CHEIFDecoding

/// The pixels of a HEIC or AVIF as gray or RGB, with alpha where there is one.
///
/// A grid is decoded a row of tiles at a time, and again from the top where its pixels are asked for again. Of a single picture
/// the decoder keeps the planes.
final class HEIFPixelSource: PixelSource {
    let structure: HEIFStructure
    let layout: SampleLayout
    private let color: HEIFPlaneReader
    private let alpha: HEIFPlaneReader?
    private let conversion: HEIFConversion
    private let context: PreparationContext

    /// - Throws: `outOfMemory`.
    init(
        _ structure: HEIFStructure, _ layout: SampleLayout, in context: PreparationContext
    ) throws(ImagePrepError) {
        self.structure = structure
        self.layout = layout
        self.context = context
        color = try HEIFPlaneReader(structure.picture, in: context)
        var alpha: HEIFPlaneReader?
        if let picture = structure.alpha { alpha = try HEIFPlaneReader(picture, in: context) }
        self.alpha = alpha
        conversion = try HEIFConversion(structure, layout)
    }

    var size: PixelSize { structure.crop.size }

    var warnings: (descriptions: [String], count: Int) {
        let own = color.warnings
        guard let more = alpha?.warnings else { return own }
        return (own.descriptions + more.descriptions, own.count + more.count)
    }

    func begin(scaledTo target: PixelSize, of file: Span<UInt8>) throws(ImagePrepError) {
        color.begin()
        alpha?.begin()
    }

    func read(_ rows: Range<Int>, of file: Span<UInt8>, into strip: inout PixelBuffer) throws(ImagePrepError) {
        try context.checkCancellation()
        let crop = structure.crop
        for row in rows {
            let stored = crop.y + row
            let colorRows = unsafe try color.rows(with: stored, of: file)
            let alphaRows = unsafe try alpha?.rows(with: stored, of: file)
            let pixels = unsafe strip.baseAddress + (row - rows.lowerBound) * strip.rowBytes
            unsafe conversion.convert(
                colorRows, alphaRows, row: stored, x: crop.x, count: crop.size.width, to: pixels)
        }
    }
}

/// From planes to pixels.
@safe final class HEIFConversion {
    private let handle: OpaquePointer

    /// - Throws: `outOfMemory`.
    init(_ structure: HEIFStructure, _ layout: SampleLayout) throws(ImagePrepError) {
        let meaning = ip_heif_meaning(structure, layout)
        let width = Int32(structure.picture.size.width)
        let made = unsafe withUnsafePointer(to: meaning) { unsafe ip_heif_conversion_create($0, width) }
        guard let made = unsafe made else { throw .outOfMemory("rows of \(width) pixels") }
        unsafe handle = made
    }

    deinit { unsafe ip_heif_conversion_free(handle) }

    /// Writes `count` pixels of the row from column `x` on.
    @unsafe func convert(
        _ color: ip_heif_rows, _ alpha: ip_heif_rows?, row: Int, x: Int, count: Int, to pixels: UnsafeMutableRawPointer
    ) {
        unsafe withUnsafePointer(to: color) { color in
            guard let alpha else {
                return unsafe ip_heif_convert(handle, color, nil, Int32(row), Int32(x), Int32(count), pixels)
            }
            unsafe withUnsafePointer(to: alpha) { alpha in
                unsafe ip_heif_convert(handle, color, alpha, Int32(row), Int32(x), Int32(count), pixels)
            }
        }
    }
}

extension ip_heif_meaning {
    fileprivate init(_ structure: HEIFStructure, _ layout: SampleLayout) {
        let (stream, codes) = (structure.picture.stream, structure.meaning)
        let matrix = HEIFMatrix(codes.matrix)
        self.init(
            chroma: Int32(stream.chroma.rawValue), depth: Int32(stream.depth), is_full_range: codes.isFullRange,
            is_identity: codes.matrix == 0, red: Float(matrix?.red ?? 0), blue: Float(matrix?.blue ?? 0),
            alpha_depth: Int32(structure.alpha?.stream.depth ?? 0), is_alpha_full_range: structure.isAlphaFullRange,
            is_premultiplied: structure.isPremultiplied, channels: Int32(layout.channels),
            bytes_per_sample: Int32(layout.bytesPerSample))
    }
}
#endif
