extension PlanePipeline {
    /// The sizes of the target's planes before they are turned.
    var storedSizes: [PixelSize] {
        target.sampling.indices.map { orientation.inverse.upright(target.planeSize($0)) }
    }

    /// Resamples rows as they come; where they stand otherwise in the result, some of them at a time are turned.
    func resized(
        _ source: inout some PlaneSource & ~Copyable, of file: Span<UInt8>, _ context: PreparationContext
    ) throws(ImagePrepError) -> Planes {
        let planes = try Planes(target)
        var oriented: [Plane] = []
        for (index, size) in storedSizes.enumerated() {
            try beginResampling(index, of: source, to: size, &context.workspace.resamplers[index])
            guard orientation != .upright else { continue }
            oriented.append(try Plane(PixelSize(width: size.width, height: min(size.height, Self.orientedRowsAtOnce))))
        }
        var strips = try PlaneStrips(of: source, stripCount: 1)
        while try strips.fill(from: &source, of: file) {
            context.timer.record(.decode)
            for (index, plane) in planes.planes.enumerated() {
                let rows = strips.planes[index]
                let count = strips.rowCounts[index]
                guard orientation != .upright else {
                    try context.workspace.resamplers[index].push(
                        rows.buffer.bytes, rowBytes: rows.rowBytes, rowCount: count, into: &plane.buffer)
                    continue
                }
                try resample(
                    rows, count, &context.workspace.resamplers[index], into: oriented[index], of: storedSizes[index],
                    orientedInto: plane,
                    context)
            }
            context.timer.record(.resize)
        }
        return planes
    }

    /// Rows that fill the cache lines which their columns are written to.
    static let orientedRowsAtOnce = 64

    private func resample(
        _ rows: Plane, _ rowCount: Int, _ resampler: inout RowResampler, into strip: Plane, of stored: PixelSize,
        orientedInto plane: Plane, _ context: PreparationContext
    ) throws(ImagePrepError) {
        let before = resampler.sourceRow
        while true {
            let taken = resampler.sourceRow - before
            try resampler.pushUntilFull(taken..<rowCount, of: rows.buffer, into: &strip.buffer)
            let first = resampler.firstKeptRow
            let count = resampler.targetRow - first
            guard count > 0, count == strip.size.height || resampler.isComplete else { return }
            context.timer.record(.resize)
            try plane.place(strip, stored: stored, firstRow: first, rowCount: count, orientation: orientation)
            resampler.emptyStrip()
            context.timer.record(.orient)
        }
    }

    private func beginResampling(
        _ index: Int, of source: borrowing some PlaneSource & ~Copyable, to stored: PixelSize,
        _ resampler: inout RowResampler
    ) throws(ImagePrepError) {
        let size = source.planeSizes[index]
        let from = source.extents[index]
        let to = target.upright(orientation.inverse).extent(index)
        let horizontal = AxisMapping(
            sourceCount: size.width, sourceExtent: from.width, targetCount: stored.width, targetExtent: to.width,
            isMirrored: orientation.reversesStoredX)
        let vertical = AxisMapping(
            sourceCount: size.height, sourceExtent: from.height, targetCount: stored.height,
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
