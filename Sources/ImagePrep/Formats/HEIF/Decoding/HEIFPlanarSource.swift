#if HEIF
internal import CHEIFDecoding

/// The planes of a HEIC or AVIF as a JPEG has them: 8 bits, full range, at the subsampling that they are coded with.
final class HEIFPlanarSource: PlanarSource {
    private let structure: HEIFStructure
    private let reader: HEIFPlaneReader
    private let context: PreparationContext

    init(_ structure: HEIFStructure, in context: PreparationContext) throws(ImagePrepError) {
        self.structure = structure
        self.context = context
        reader = try HEIFPlaneReader(structure.picture, in: context)
    }

    var warnings: (descriptions: [String], count: Int) { reader.warnings }

    func begin(scaledTo target: PixelSize, of file: Span<UInt8>) throws(ImagePrepError) -> any PlaneSource {
        reader.begin()
        return HEIFPlaneSource(structure, reader, in: context)
    }
}

/// Strips of planes as they are decoded.
struct HEIFPlaneSource: PlaneSource {
    let format: PlanarFormat
    let stripRows: [Int]
    private let structure: HEIFStructure
    private let reader: HEIFPlaneReader
    private let context: PreparationContext
    /// Of luma and of chroma, from a sample to one of full range and 8 bits; empty where they are that.
    private let tables: [[UInt8]]

    fileprivate init(_ structure: HEIFStructure, _ reader: HEIFPlaneReader, in context: PreparationContext) {
        self.structure = structure
        self.reader = reader
        self.context = context
        let format = structure.planarFormat
        self.format = format
        stripRows = format.sampling.map { PixelRows.atOnce * $0.vertical / format.full.vertical }
        let (depth, isFullRange) = (structure.picture.stream.depth, structure.meaning.isFullRange)
        tables =
            depth == 8 && isFullRange
            ? [[], []] : [false, true].map { HEIFRange.table(depth: depth, isFullRange: isFullRange, isChroma: $0) }
    }

    var planeSizes: [PixelSize] { format.sampling.indices.map(format.planeSize) }
    var extents: [PlaneExtent] { format.sampling.indices.map(format.extent) }
    var paddedWidths: [Int] { planeSizes.map(\.width) }

    mutating func readStrip(of file: Span<UInt8>, into strips: inout PlaneStrips) throws(ImagePrepError) {
        try context.checkCancellation()
        let first = strips.firstRows[0] + strips.rowCounts[0]
        let step = format.full.vertical
        for row in first..<min(format.size.height, first + PixelRows.atOnce) {
            let rows = unsafe try reader.rows(with: structure.crop.y + row, of: file)
            unsafe copy(rows, plane: 0, row: row, to: strips.planes[0], at: strips.rowCounts[0] + row - first)
            guard format.color == .yCbCr, row % step == 0 else { continue }
            for plane in 1...2 {
                let target = strips.rowCounts[plane] + (row - first) / step
                unsafe copy(rows, plane: plane, row: row, to: strips.planes[plane], at: target)
            }
        }
        strips.appendStrip()
    }

    /// The samples of a plane that belong to a row of the picture.
    @unsafe private func copy(_ rows: ip_heif_rows, plane: Int, row: Int, to target: Plane, at targetRow: Int) {
        let factors = format.sampling[plane]
        let place = structure.crop.y + row - Int(rows.first_row)
        var from = ip_heif_samples(
            row: Int32(place * factors.vertical / format.full.vertical),
            column: Int32(structure.crop.x * factors.horizontal / format.full.horizontal), plane: Int32(plane),
            count: Int32(format.planeSize(plane).width), depth: Int32(structure.picture.stream.depth))
        let table = tables[plane == 0 ? 0 : 1]
        unsafe withUnsafePointer(to: rows.planes) { planes in
            unsafe table.withUnsafeBufferPointer { table in
                unsafe ip_heif_copy_samples(
                    planes, &from, table.isEmpty ? nil : table.baseAddress, target.address(ofRow: targetRow))
            }
        }
    }
}

/// What of a range of samples becomes full range of 8 bits. Source: ITU-T H.273 (2024), 8.3, equations 20 to 38.
enum HEIFRange {
    /// An entry for each sample of `depth` bits.
    static func table(depth: Int, isFullRange: Bool, isChroma: Bool) -> [UInt8] {
        let (unit, most) = (Double(1 << (depth - 8)), Double((1 << depth) - 1))
        let span = isFullRange ? most : (isChroma ? 224 : 219) * unit
        let offset = isChroma ? Double(1 << (depth - 1)) : isFullRange ? 0 : 16 * unit
        return (0..<1 << depth).map { sample in
            let value = (Double(sample) - offset) * 255 / span + (isChroma ? 128 : 0)
            return UInt8(min(255, max(0, value.rounded())))
        }
    }
}

extension HEIFStructure {
    /// Whether a JPEG could hold the planes: no alpha, the matrix of JFIF, and a part to be shown that begins with a sample of chroma.
    var hasPlanes: Bool {
        guard alpha == nil, !isHighDynamicRange else { return false }
        let chroma = picture.stream.chroma
        guard chroma != .none else { return true }
        let (isOddColumn, isOddRow) = (crop.x % 2 == 1, crop.y % 2 == 1)
        let isBetween = isOddColumn && chroma != .full || isOddRow && chroma == .half
        return (meaning.matrix == 5 || meaning.matrix == 6) && !isBetween
    }

    var planarFormat: PlanarFormat {
        let size = crop.size
        return switch picture.stream.chroma {
        case .none: PlanarFormat(size: size, color: .gray, sampling: [.one])
        case .half: PlanarFormat(yCbCr: size, luma: SamplingFactors(horizontal: 2, vertical: 2))
        case .halfWidth: PlanarFormat(yCbCr: size, luma: SamplingFactors(horizontal: 2, vertical: 1))
        case .full: PlanarFormat(yCbCr: size, luma: .one)
        }
    }

    package func openPlanes(
        of file: Span<UInt8>, _ inspection: Inspection, for plan: Plan, in context: PreparationContext
    ) throws(ImagePrepError) -> PlanarPicture? {
        guard hasPlanes else { return nil }
        try context.options.inputLimits.check(.workingMemory, renderingMemory(inspection, plan, context.options))
        let source = try HEIFPlanarSource(self, in: context)
        return try PlanarPicture(source, of: planarFormat, inspection, for: plan, context.options)
    }
}
#endif
