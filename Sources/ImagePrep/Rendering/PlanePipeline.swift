/// Brings the planes of a stored picture upright and to size, strip by strip: only the result is ever whole in memory.
package struct PlanePipeline {
    let orientation: Orientation
    /// What comes out.
    let target: PlanarFormat
    let filter: ResizeFilter

    package init(orientation: Orientation, target: PlanarFormat, filter: ResizeFilter) {
        self.orientation = orientation
        self.target = target
        self.filter = filter
    }

    /// Enough rows for chroma at half the height, too, to fill the cache lines that its columns are written to.
    static let rowsAtOnce = 128

    /// Whether planes have to be resampled, be it only to another subsampling.
    func resizes(_ source: borrowing some PlaneSource & ~Copyable) -> Bool {
        source.format.upright(orientation) != target || source.planeSizes != storedSizes
    }

    /// Whether the rows of the result are the stored rows in their order, so that nothing has to be whole in memory.
    func keepsRowOrder(_ source: borrowing some PlaneSource & ~Copyable) -> Bool {
        !resizes(source) && (orientation == .upright || orientation == .flipHorizontally)
    }

    /// Reads all of `source`.
    package func planes(
        from source: inout some PlaneSource & ~Copyable, of file: Span<UInt8>, _ context: PreparationContext
    ) throws(ImagePrepError) -> Planes {
        resizes(source) ? try resized(&source, of: file, context) : try oriented(&source, of: file, context)
    }

    // MARK: - Same size

    private func oriented(
        _ source: inout some PlaneSource & ~Copyable, of file: Span<UInt8>, _ context: PreparationContext
    ) throws(ImagePrepError) -> Planes {
        // Stored rows become columns from right to left: strips of them then fill whole cache lines.
        let planes = try Planes(target, endsRows: orientation.swapsAxes && orientation.mirroredUprightAxes.x)
        var strips = try PlaneStrips(of: source, stripCount: stripCount(of: source))
        while try strips.fill(from: &source, of: file) {
            context.timer.record(.decode)
            for (index, plane) in planes.planes.enumerated() {
                try plane.place(
                    strips.planes[index], stored: source.planeSizes[index], firstRow: strips.firstRows[index],
                    rowCount: strips.rowCounts[index], orientation: orientation)
            }
            context.timer.record(.orient)
        }
        for (index, plane) in planes.planes.enumerated() {
            plane.correctChromaSiting(extent: target.extent(index), after: orientation)
        }
        context.timer.record(.orient)
        return planes
    }

    private func stripCount(of source: borrowing some PlaneSource & ~Copyable) -> Int {
        orientation.swapsAxes ? max(1, Self.rowsAtOnce / (source.stripRows.max() ?? 1)) : 1
    }
}
