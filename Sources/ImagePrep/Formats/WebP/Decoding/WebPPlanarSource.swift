#if WebP
/// The planes of a lossy WebP, 4:2:0 as they are coded, in the range that a JPEG has: one table a plane is all that happens to them.
final class WebPPlanarSource: PlanarSource {
    private let structure: WebPStructure
    private let decoder: WebPDecoder
    /// Of the last size that was begun with.
    private var planes: [Plane] = []
    private var missingRowCount = 0

    init(_ structure: WebPStructure, _ context: PreparationContext) {
        self.structure = structure
        decoder = WebPDecoder(structure, context)
    }

    var warnings: (descriptions: [String], count: Int) { structure.warnings(missingRowCount: missingRowCount) }

    /// Whether a table a plane makes of its planes what a reader makes of the picture. Decodes it.
    ///
    /// - Throws: as `begin`.
    func fitsTables(scaledTo target: PixelSize, of file: Span<UInt8>) throws(ImagePrepError) -> Bool {
        _ = try begin(scaledTo: target, of: file)
        return planes.first.map { LimitedRange.holds($0) } ?? false
    }

    func begin(scaledTo target: PixelSize, of file: Span<UInt8>) throws(ImagePrepError) -> any PlaneSource {
        let size = structure.decodedSize(for: target)
        if planes.first?.size != size {
            planes = []
            for index in 0..<3 { planes.append(try Plane(index == 0 ? size : size.chroma)) }
            missingRowCount = size.height - (try decoder.decode(file, into: planes, size: size))
        }
        return WebPPlaneSource(planes, of: structure.picture.size, decoder.context)
    }
}

/// Strips of planes that are decoded.
struct WebPPlaneSource: PlaneSource {
    let format: PlanarFormat
    let extents: [PlaneExtent]
    let stripRows = [PixelRows.atOnce, PixelRows.atOnce / 2, PixelRows.atOnce / 2]
    private let planes: [Plane]
    private let context: PreparationContext

    fileprivate init(_ planes: [Plane], of size: PixelSize, _ context: PreparationContext) {
        self.planes = planes
        self.context = context
        let format = PlanarFormat(yCbCr: size, luma: SamplingFactors(horizontal: 2, vertical: 2))
        self.format = format
        extents = planes.indices.map { index in
            let (coded, whole) = (format.planeSize(index), format.extent(index))
            return PlaneExtent(
                width: whole.width * Double(planes[index].size.width) / Double(coded.width),
                height: whole.height * Double(planes[index].size.height) / Double(coded.height))
        }
    }

    var planeSizes: [PixelSize] { planes.map(\.size) }
    var paddedWidths: [Int] { planes.map(\.size.width) }

    mutating func readStrip(of file: Span<UInt8>, into strips: inout PlaneStrips) throws(ImagePrepError) {
        try context.checkCancellation()
        for (index, plane) in planes.enumerated() {
            let first = strips.firstRows[index] + strips.rowCounts[index]
            LimitedRange.stretch(
                first..<min(plane.size.height, first + stripRows[index]), of: plane, isChroma: index > 0,
                into: strips.planes[index], at: strips.rowCounts[index])
        }
        strips.appendStrip()
    }
}

extension WebPStructure {
    package func openPlanes(
        of file: Span<UInt8>, _ inspection: Inspection, for plan: Plan, in context: PreparationContext
    ) throws(ImagePrepError) -> PlanarPicture? {
        guard hasPlanes else { return nil }
        let options = context.options
        try options.inputLimits.check(.workingMemory, renderingMemory(inspection, plan, options))
        let format = PlanarFormat(yCbCr: picture.size, luma: SamplingFactors(horizontal: 2, vertical: 2))
        let source = WebPPlanarSource(self, context)
        let target = inspection.orientation.inverse.upright(plan.targetSize)
        guard let picture = try PlanarPicture(source, of: format, inspection, for: plan, options),
            try source.fitsTables(scaledTo: target, of: file)
        else { return nil }
        return picture
    }

    /// Whether a JPEG could hold the planes as they are coded.
    var hasPlanes: Bool { !picture.isLossless && !mayBeTransparent }
}
#endif
