/// Everything about one resampling that does not change from row to row.
struct ResampleJob: Sendable {
    let layout: SampleLayout
    let source: PixelSize
    let target: PixelSize
    let horizontal: FilterCoefficients
    let vertical: FilterCoefficients
    let scratch: ResampleScratch

    init(horizontal: AxisMapping, vertical: AxisMapping, layout: SampleLayout, filter: ResizeFilter) {
        let arithmetic = layout.arithmetic
        self.layout = layout
        source = PixelSize(width: horizontal.sourceCount, height: vertical.sourceCount)
        target = PixelSize(width: horizontal.targetCount, height: vertical.targetCount)
        self.horizontal = FilterCoefficients(horizontal, filter: filter, pass: .row, arithmetic: arithmetic)
        self.vertical = FilterCoefficients(vertical, filter: filter, pass: .column, arithmetic: arithmetic)
        scratch = ResampleScratch(layout: layout, horizontal: self.horizontal, vertical: self.vertical)
    }

    var sourceRowBytes: Int { source.width * layout.bytesPerPixel }

    func firstSourceRow(of targetRow: Int) -> Int {
        vertical.mapping.isIdentity ? targetRow : Int(vertical.starts[targetRow])
    }

    func lastSourceRow(of targetRow: Int) -> Int {
        vertical.mapping.isIdentity ? targetRow : vertical.lastSource(of: targetRow)
    }

    /// The sizes are our own stages' doing, so a mismatch is a bug of ours, found before a kernel reads past a row.
    func check(
        rowsOf byteCount: Int, rowBytes: Int, rowCount: Int, target buffer: borrowing PixelBuffer
    ) throws(ImagePrepError) {
        guard rowCount == 0 || (rowBytes >= sourceRowBytes && byteCount >= (rowCount - 1) * rowBytes + sourceRowBytes)
        else {
            throw .internalFault("\(rowCount) rows of \(sourceRowBytes) bytes were promised, \(byteCount) bytes came")
        }
        guard buffer.size.width == target.width, buffer.channels == layout.channels,
            buffer.bytesPerSample == layout.bytesPerSample
        else { throw .internalFault("a \(target) resampling was given a \(buffer.size) target") }
    }
}

/// Where things lie in the scratch memory, in bytes; every plane begins at a multiple of 64.
struct ResampleScratch: Sendable {
    /// The source row as planes, with room for a whole window where the row is shorter than that.
    let rowPlanes: Int
    /// Samples from one of these planes to the next.
    let rowPlaneStride: Int
    /// The ring of rows between the passes.
    let ring: Int
    /// Rows in the ring.
    let ringRows: Int
    /// Samples from a ring row's one plane to the next; a row is `channels` of them.
    let planeStride: Int
    /// The target row as planes.
    let targetPlanes: Int
    let byteCount: Int

    init(layout: SampleLayout, horizontal: FilterCoefficients, vertical: FilterCoefficients) {
        let integer = layout.arithmetic == .integer
        rowPlaneStride = roundedUp(max(horizontal.mapping.sourceCount, horizontal.tapCount))
        planeStride = roundedUp(horizontal.mapping.targetCount)
        ringRows = vertical.mapping.isIdentity ? 1 : min(vertical.tapCount, vertical.mapping.sourceCount)
        rowPlanes = 0
        ring = roundedUp(rowPlaneStride * layout.channels * (integer ? 1 : 4))
        targetPlanes = ring + roundedUp(ringRows * planeStride * layout.channels * (integer ? 2 : 4))
        byteCount = targetPlanes + roundedUp(planeStride * layout.channels * (integer ? 1 : 4))
    }
}

private func roundedUp(_ count: Int) -> Int { (count + 63) / 64 * 64 }
