/// Gives the planes of a stored picture from top to bottom.
package protocol PlaneSource: ~Copyable {
    /// The stored picture, not turned yet and at its full size.
    var format: PlanarFormat { get }
    /// Samples of each plane as they come, which are fewer where the source shrinks the picture itself.
    var planeSizes: [PixelSize] { get }
    /// What the picture's own width and height come to in samples of each plane as they come.
    var extents: [PlaneExtent] { get }
    /// Rows of each plane that one strip brings, the last strip apart.
    var stripRows: [Int] { get }
    /// Samples for which a row of a strip must have room, of each plane.
    var paddedWidths: [Int] { get }
    /// What converting colours took of the time that reading strips did.
    var conversionTime: Duration { get }

    /// Writes the next strip of every plane behind what `strips` holds already. Only called while rows are left.
    ///
    /// - Throws: whatever is wrong with the input; `cancelled`.
    mutating func readStrip(of file: Span<UInt8>, into strips: inout PlaneStrips) throws(ImagePrepError)
}

extension PlaneSource where Self: ~Copyable {
    package var conversionTime: Duration { .zero }
}

/// A few strips of a picture's planes, in memory that is used again for the next few.
package struct PlaneStrips: ~Copyable {
    package let planes: [Plane]
    /// The row of each plane with which its strips begin.
    package private(set) var firstRows: [Int]
    /// Rows of each plane that are there.
    package private(set) var rowCounts: [Int]
    private let heights: [Int]
    private let stripRows: [Int]

    /// - Throws: `outOfMemory`.
    package init(
        of source: borrowing some PlaneSource & ~Copyable, stripCount: Int
    ) throws(ImagePrepError) {
        stripRows = source.stripRows
        heights = source.planeSizes.map(\.height)
        var planes: [Plane] = []
        for (width, rows) in zip(source.paddedWidths, source.stripRows) {
            planes.append(try Plane(PixelSize(width: width, height: rows * stripCount)))
        }
        self.planes = planes
        firstRows = heights.map { _ in 0 }
        rowCounts = firstRows
    }

    /// Whether the picture goes on below.
    package var hasMore: Bool { zip(zip(firstRows, rowCounts), heights).contains { $0.0 + $0.1 < $1 } }

    /// Whether another strip fits in.
    package var hasRoom: Bool {
        planes.indices.allSatisfy { rowCounts[$0] + stripRows[$0] <= planes[$0].size.height }
    }

    /// Counts a strip that was written.
    package mutating func appendStrip() {
        for index in planes.indices {
            rowCounts[index] += min(stripRows[index], heights[index] - firstRows[index] - rowCounts[index])
        }
    }

    /// Goes on where `other` ends, with nothing there yet.
    package mutating func begin(after other: borrowing PlaneStrips) {
        for index in planes.indices {
            firstRows[index] = other.firstRows[index] + other.rowCounts[index]
            rowCounts[index] = 0
        }
    }

    /// Goes on to the rows below, with nothing there yet.
    package mutating func advance() {
        for index in planes.indices {
            firstRows[index] += rowCounts[index]
            rowCounts[index] = 0
        }
    }

    /// Fills the memory with the next strips; false where the picture has ended.
    package mutating func fill(
        from source: inout some PlaneSource & ~Copyable, of file: Span<UInt8>
    ) throws(ImagePrepError) -> Bool {
        advance()
        guard hasMore else { return false }
        while hasMore && hasRoom { try source.readStrip(of: file, into: &self) }
        return true
    }
}
