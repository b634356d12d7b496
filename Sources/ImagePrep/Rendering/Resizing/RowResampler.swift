/// Resamples an image row by row: source rows go in one after another, target rows come out as soon as they are complete.
///
/// First every source row is resampled along x into a ring of as many rows as a target row is made of; then each target
/// row is made of the rows in the ring. Memory is that ring and a few rows, whatever the height. 8-bit samples come within
/// one level of exact arithmetic. An axis that does not change is copied. One resampler serves one image after another and
/// keeps its memory.
package struct RowResampler: ~Copyable {
    /// Looked at before every source row, of which a large picture has many and each takes a while.
    package var cancellation: CancellationFlag?
    var job: ResampleJob?
    var memory = ScratchMemory()
    /// Source rows that went in so far.
    package private(set) var sourceRow = 0
    /// Target rows that came out so far.
    package private(set) var targetRow = 0
    /// The target row with which the memory begins that rows are written to.
    package private(set) var firstKeptRow = 0

    package init() {}

    /// Whether all target rows have come out; more source rows are then ignored.
    package var isComplete: Bool { job.map { targetRow == $0.target.height } ?? false }

    /// Bytes of memory that it holds, for this image or an earlier one.
    package var memoryByteCount: Int { memory.byteCount }

    /// Starts a new image.
    ///
    /// - Parameters:
    ///   - horizontal: the stretch of the source's rows that becomes the target's.
    ///   - vertical: the stretch of the source's columns that becomes the target's.
    /// - Throws: `outOfMemory`.
    package mutating func begin(
        horizontal: AxisMapping, vertical: AxisMapping, layout: SampleLayout, filter: ResizeFilter
    ) throws(ImagePrepError) {
        let job = ResampleJob(horizontal: horizontal, vertical: vertical, layout: layout, filter: filter)
        try memory.reserve(job.scratch.byteCount)
        // Windows longer than the row read on with weight 0, and 0 times what an earlier image left could be no number.
        if job.source.width < job.horizontal.tapCount { memory.clear(job.scratch.rowPlanes..<job.scratch.ring) }
        self.job = job
        sourceRow = 0
        targetRow = 0
        firstKeptRow = 0
    }

    /// Takes the next `rowCount` source rows, and writes the target rows that they complete where they belong in `target`.
    ///
    /// - Parameters:
    ///   - rows: the first of them at its beginning, each `rowBytes` after the one before.
    ///   - target: of the target's size and the layout's kind.
    /// - Throws: `cancelled`; `internalFault` where the sizes do not fit.
    package mutating func push(
        _ rows: Span<UInt8>, rowBytes: Int, rowCount: Int, into target: inout PixelBuffer
    ) throws(ImagePrepError) {
        guard target.size.height == job?.target.height ?? 0 else {
            throw .internalFault("\(target.size.height) rows are not all that come out")
        }
        firstKeptRow = 0
        try take(rows, rowBytes: rowBytes, rows: 0..<rowCount, into: &target)
    }

    /// Takes source rows as long as `strip` has room for the target rows that they complete, the first of which is
    /// `firstKeptRow`; `sourceRow` tells how many it took. With a full strip there may be more target rows to come.
    ///
    /// - Throws: as `push`.
    package mutating func pushUntilFull(
        _ range: Range<Int>, of rows: borrowing PixelBuffer, into strip: inout PixelBuffer
    ) throws(ImagePrepError) {
        try take(rows.bytes, rowBytes: rows.rowBytes, rows: range, into: &strip)
    }

    /// Makes room for the target rows that come next.
    package mutating func emptyStrip() { firstKeptRow = targetRow }

    private mutating func take(
        _ rows: Span<UInt8>, rowBytes: Int, rows range: Range<Int>, into strip: inout PixelBuffer
    ) throws(ImagePrepError) {
        guard let job else { throw .internalFault("a row was resampled before the sizes were known") }
        try job.check(rowsOf: rows.count, rowBytes: rowBytes, rowCount: range.upperBound, target: strip)
        var row = range.lowerBound
        while true {
            while !isFull(strip.size.height), job.lastSourceRow(of: targetRow) < sourceRow {
                resampleColumn(into: &strip, job)
                targetRow += 1
            }
            guard row < range.upperBound, !isFull(strip.size.height) else { return }
            try cancellation?.check()
            if sourceRow >= job.firstSourceRow(of: targetRow) {
                let start = row * rowBytes
                resampleRow(rows.extracting(start..<(start + job.sourceRowBytes)), job)
            }
            sourceRow += 1
            row += 1
        }
    }

    private func isFull(_ rowCount: Int) -> Bool { isComplete || targetRow - firstKeptRow >= rowCount }

    private mutating func resampleRow(_ row: Span<UInt8>, _ job: ResampleJob) {
        switch job.layout.arithmetic {
        case .integer: resampleIntegerRow(row, job)
        case .single: resampleSingleRow(row, job)
        }
    }

    private mutating func resampleColumn(into target: inout PixelBuffer, _ job: ResampleJob) {
        switch job.layout.arithmetic {
        case .integer: resampleIntegerColumn(into: &target, job)
        case .single: resampleSingleColumn(into: &target, job)
        }
    }
}
