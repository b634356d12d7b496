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
        from source: inout some PlaneSource & ~Copyable, _ resamplers: inout PlaneResamplers,
        _ stages: inout StageClock
    ) throws(ImagePrepError) -> Planes {
        guard resizes(source) else { return try turned(&source, &stages) }
        let small = try resized(&source, &resamplers, &stages)
        guard orientation != .upright else { return small }
        let planes = try Planes(target)
        for (index, plane) in small.planes.enumerated() {
            try planes.planes[index].place(
                plane, stored: plane.size, firstRow: 0, rowCount: plane.size.height, orientation: orientation)
        }
        stages.finish(.orient)
        return planes
    }

    // MARK: - Same size

    private func turned(
        _ source: inout some PlaneSource & ~Copyable, _ stages: inout StageClock
    ) throws(ImagePrepError) -> Planes {
        let planes = try Planes(target)
        var strips = try PlaneStrips(of: source, stripCount: stripCount(of: source))
        while try strips.fill(from: &source) {
            stages.finish(.decode)
            for (index, plane) in planes.planes.enumerated() {
                try plane.place(
                    strips.planes[index], stored: source.planeSizes[index], firstRow: strips.firstRows[index],
                    rowCount: strips.rowCounts[index], orientation: orientation)
            }
            stages.finish(.orient)
        }
        for (index, plane) in planes.planes.enumerated() {
            plane.settle(extent: target.extent(index), after: orientation)
        }
        stages.finish(.orient)
        return planes
    }

    private func stripCount(of source: borrowing some PlaneSource & ~Copyable) -> Int {
        orientation.swapsAxes ? max(1, Self.rowsAtOnce / (source.stripRows.max() ?? 1)) : 1
    }

    // MARK: - Another size

    /// The sizes of the target's planes before they are turned.
    private var storedSizes: [PixelSize] {
        target.sampling.indices.map { orientation.inverse.upright(target.planeSize($0)) }
    }

    private func resized(
        _ source: inout some PlaneSource & ~Copyable, _ resamplers: inout PlaneResamplers,
        _ stages: inout StageClock
    ) throws(ImagePrepError) -> Planes {
        let small = try Planes(target.upright(orientation.inverse))
        for (index, plane) in small.planes.enumerated() {
            try beginResampling(index, of: source, to: plane, &resamplers[index])
        }
        var strips = try PlaneStrips(of: source, stripCount: 1)
        while try strips.fill(from: &source) {
            stages.finish(.decode)
            for (index, plane) in small.planes.enumerated() {
                let rows = strips.planes[index]
                try resamplers[index].push(
                    rows.buffer.bytes, rowBytes: rows.rowBytes, rowCount: strips.rowCounts[index], into: &plane.buffer)
            }
            stages.finish(.resize)
        }
        return small
    }

    private func beginResampling(
        _ index: Int, of source: borrowing some PlaneSource & ~Copyable, to plane: Plane,
        _ resampler: inout RowResampler
    ) throws(ImagePrepError) {
        let size = source.planeSizes[index]
        let from = source.extents[index]
        let to = target.upright(orientation.inverse).extent(index)
        let horizontal = AxisMapping(
            sourceCount: size.width, sourceExtent: from.width, targetCount: plane.size.width, targetExtent: to.width,
            isMirrored: orientation.reversesStoredX)
        let vertical = AxisMapping(
            sourceCount: size.height, sourceExtent: from.height, targetCount: plane.size.height,
            targetExtent: to.height, isMirrored: orientation.reversesStoredY)
        try resampler.begin(horizontal: horizontal, vertical: vertical, layout: .plane8, filter: filter)
    }
}

extension PlaneResamplers {
    /// The resampler of a plane, 0...3.
    subscript(index: Int) -> RowResampler {
        _read {
            switch index {
            case 0: yield first
            case 1: yield second
            case 2: yield third
            default: yield fourth
            }
        }
        _modify {
            switch index {
            case 0: yield &first
            case 1: yield &second
            case 2: yield &third
            default: yield &fourth
            }
        }
    }
}

extension AxisMapping {
    /// Makes `targetExtent` samples of `sourceExtent`; what the counts are more than that lies behind the picture's edge, or
    /// where the target is mirrored afterwards, before its beginning.
    init(sourceCount: Int, sourceExtent: Double, targetCount: Int, targetExtent: Double, isMirrored: Bool) {
        let covered = sourceExtent * (Double(targetCount) / targetExtent)
        let begin = isMirrored ? sourceExtent - covered : 0
        self.init(sourceCount: sourceCount, begin: begin, end: begin + covered, targetCount: targetCount)
    }
}
