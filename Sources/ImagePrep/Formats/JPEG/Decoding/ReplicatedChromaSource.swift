/// The planes of a JPEG with every one at the size of the picture: samples of smaller planes are repeated.
///
/// So readers show chroma that has fewer than half the samples of luma. Rare, hence plain loops.
final class ReplicatedChromaSource: PlaneSource {
    let format: PlanarFormat
    let planeSizes: [PixelSize]
    let extents: [PlaneExtent]
    let stripRows: [Int]
    let paddedWidths: [Int]
    private var base: any PlaneSource
    private var baseStrip: PlaneStrips

    /// - Throws: `outOfMemory`.
    init(_ base: any PlaneSource) throws(ImagePrepError) {
        format = base.format.unsampled
        planeSizes = format.sampling.map { [format] _ in format.size }
        extents = format.sampling.indices.map { [format] in format.extent($0) }
        let rows = base.stripRows.max() ?? 8
        stripRows = base.stripRows.map { _ in rows }
        paddedWidths = planeSizes.map(\.width)
        baseStrip = try PlaneStrips(of: base, stripCount: 1)
        self.base = base
    }

    func readStrip(of file: Span<UInt8>, into strips: inout PlaneStrips) throws(ImagePrepError) {
        guard try baseStrip.fill(from: &base, of: file) else { throw .internalFault("no strip is left to repeat") }
        let (full, sampling) = (base.format.full, base.format.sampling)
        let first = strips.firstRows[0] + strips.rowCounts[0]
        let rowCount = min(stripRows[0], format.size.height - first)
        for (index, plane) in strips.planes.enumerated() {
            let source = baseStrip.planes[index]
            for row in 0..<rowCount {
                let sourceRow = row * sampling[index].vertical / full.vertical
                for x in 0..<format.size.width {
                    plane[x, strips.rowCounts[index] + row] =
                        source[x * sampling[index].horizontal / full.horizontal, sourceRow]
                }
            }
        }
        strips.appendStrip()
    }
}

extension PlanarFormat {
    /// With every plane at the size of the picture.
    var unsampled: PlanarFormat {
        PlanarFormat(size: size, color: color, sampling: sampling.map { _ in .one })
    }

    /// Whether chroma on an odd axis that is to be mirrored is of a kind that readers repeat instead of interpolating.
    ///
    /// libjpeg interpolates only where there are two luma samples to one, and planes more than two samples wide. Repeated
    /// samples make steps, and moved by a fraction there is nothing right between them: they are written in full instead.
    func needsReplicatedChroma(_ orientation: Orientation) -> Bool {
        sampling.indices.contains { index in
            let (plane, extent) = (planeSize(index), extent(index))
            let isMoved =
                orientation.reversesStoredX && Double(plane.width) > extent.width
                || orientation.reversesStoredY && Double(plane.height) > extent.height
            let factors = sampling[index]
            let isInterpolated =
                factors.horizontal * 2 >= full.horizontal && factors.vertical * 2 >= full.vertical && plane.width > 2
            return isMoved && !isInterpolated
        }
    }
}
