/// The first frame of a GIF on its canvas; what the frame leaves free is transparent.
final class GIFPixelSource: PixelSource {
    private let structure: GIFStructure
    private let palette: GIFPalette
    private let context: PreparationContext
    private let rendersTruncated: Bool
    private var rows: GIFIndexRows
    private var indices: [UInt8]
    private var largestIndex: UInt8 = 0
    private var missingCount = 0

    init(_ structure: GIFStructure, in file: Span<UInt8>, rendersTruncated: Bool, _ context: PreparationContext) {
        self.structure = structure
        self.context = context
        self.rendersTruncated = rendersTruncated
        palette = GIFPalette(structure, in: file)
        rows = GIFIndexRows(structure.frame)
        indices = [UInt8](repeating: 0, count: structure.frame.size.width)
    }

    var size: PixelSize { structure.canvas }
    var layout: SampleLayout { palette.layout }

    var warnings: (descriptions: [String], count: Int) {
        var warnings: [String] = []
        if missingCount > 0 {
            warnings.append(
                "\(missingCount.formatted) of \(structure.frame.size.pixelCount.formatted) pixels are missing.")
        }
        if Int(largestIndex) >= palette.count {
            warnings.append(
                "A table of \(palette.count) colors and index \(largestIndex): what it lacks is black.")
        }
        return (warnings, warnings.count)
    }

    func read(_ range: Range<Int>, of file: Span<UInt8>, into strip: inout PixelBuffer) throws(ImagePrepError) {
        try context.checkCancellation()
        if range.lowerBound == 0 {
            rows = GIFIndexRows(structure.frame)
            missingCount = 0
        }
        let frame = structure.frame
        let stride = strip.rowBytes
        for (index, row) in range.enumerated() {
            let isWithin = (frame.y..<frame.y + frame.size.height).contains(row)
            let count = isWithin ? try readIndices(row - frame.y, of: file) : 0
            var bytes = strip.mutableBytes
            write(count, into: &bytes, at: index * stride)
        }
    }

    /// How many of a row of the frame there are.
    private func readIndices(_ row: Int, of file: Span<UInt8>) throws(ImagePrepError) -> Int {
        let width = structure.frame.size.width
        let count = try rows.read(row, of: file, into: &indices, in: context)
        guard count < width else { return count }
        if case .badCode(let code) = rows.end {
            throw .malformed(
                "the compressed data has code \(code), which stands for nothing, after \(rows.indexCount.formatted) pixels"
            )
        }
        guard rendersTruncated else {
            throw .truncated(
                "the image data ends after \(rows.indexCount.formatted) of \(structure.frame.size.pixelCount.formatted) pixels"
            )
        }
        missingCount += width - count
        return count
    }

    /// A row of the canvas with these indices; where there are none it is zero.
    private func write(_ count: Int, into bytes: inout MutableSpan<UInt8>, at start: Int) {
        let channels = layout.channels
        let first = start + structure.frame.x * channels
        for index in start..<first { bytes[index] = 0 }
        var offset = first
        for x in 0..<count {
            let index = indices[x]
            largestIndex = max(largestIndex, index)
            let entry = Int(index) * channels
            for channel in 0..<channels { bytes[offset + channel] = palette.samples[entry + channel] }
            offset += channels
        }
        for index in offset..<start + size.width * channels { bytes[index] = 0 }
    }
}
