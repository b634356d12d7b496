/// The first frame of a GIF on its canvas; what the frame leaves free is transparent.
final class GIFPixelSource: IndexedPixelSource {
    private let structure: GIFStructure
    private let colors: GIFPalette
    private let context: PreparationContext
    private let rendersTruncated: Bool
    private var rows: GIFIndexRows
    /// Of a row of the frame.
    private var indices: [UInt8]
    private var largestIndex: UInt8 = 0
    private var missingCount = 0

    init(_ structure: GIFStructure, in file: Span<UInt8>, rendersTruncated: Bool, _ context: PreparationContext) {
        self.structure = structure
        self.context = context
        self.rendersTruncated = rendersTruncated
        colors = GIFPalette(structure, in: file)
        rows = GIFIndexRows(structure.frame)
        indices = [UInt8](repeating: 0, count: structure.frame.size.width)
    }

    var size: PixelSize { structure.canvas }
    var layout: SampleLayout { colors.layout }
    var isLossless: Bool { missingCount == 0 }

    /// Nil if gray samples say the same, or no index is left for what is free or missing.
    var palette: IndexedPalette? {
        layout.channels == 1 || rendersTruncated && colors.freeIndex == nil ? nil : colors.palette
    }

    var warnings: (descriptions: [String], count: Int) {
        var warnings: [String] = []
        if missingCount > 0 {
            warnings.append(
                "\(missingCount.formatted) of \(structure.frame.size.pixelCount.formatted) pixels are missing.")
        }
        if Int(largestIndex) >= colors.count, Int(largestIndex) != structure.frame.transparentIndex {
            warnings.append(
                "A table of \(colors.count) colors and index \(largestIndex): what it lacks is black.")
        }
        return (warnings, warnings.count)
    }

    func read(_ range: Range<Int>, of file: Span<UInt8>, into strip: inout PixelBuffer) throws(ImagePrepError) {
        try begin(range)
        for (index, row) in range.enumerated() {
            let count = try readRow(row, of: file)
            let start = index * strip.rowBytes
            var bytes = strip.mutableBytes
            write(count, into: &bytes, at: start)
        }
    }

    func readIndices(
        _ range: Range<Int>, of file: Span<UInt8>, into strip: inout PixelBuffer
    ) throws(ImagePrepError) {
        try begin(range)
        let free = colors.freeIndex ?? 0
        let reserved = structure.frame.transparentIndex == nil && structure.mayBeTransparent ? free : nil
        for (index, row) in range.enumerated() {
            let count = try readRow(row, of: file)
            strip.fill(index..<index + 1, with: free)
            let start = index * strip.rowBytes + structure.frame.x
            var bytes = strip.mutableBytes
            // A pixel that has the index of what is free by mistake is black like others that the table lacks.
            for x in 0..<count { bytes[start + x] = indices[x] == reserved ? indices[x] + 1 : indices[x] }
        }
    }

    private func begin(_ range: Range<Int>) throws(ImagePrepError) {
        try context.checkCancellation()
        guard range.lowerBound == 0 else { return }
        rows = GIFIndexRows(structure.frame)
        (missingCount, largestIndex) = (0, 0)
    }

    /// How many indices of a row of the canvas there are, from the frame's left side on.
    private func readRow(_ row: Int, of file: Span<UInt8>) throws(ImagePrepError) -> Int {
        let frame = structure.frame
        guard (frame.y..<frame.y + frame.size.height).contains(row) else { return 0 }
        let count = try rows.read(row - frame.y, of: file, into: &indices, in: context)
        for x in 0..<count { largestIndex = max(largestIndex, indices[x]) }
        guard count < frame.size.width else { return count }
        if case .badCode(let code) = rows.end {
            throw .malformed(
                "the compressed data has code \(code), which stands for nothing, "
                    + "after \(rows.indexCount.formatted) pixels")
        }
        guard rendersTruncated else {
            throw .truncated(
                "the image data ends after \(rows.indexCount.formatted) of "
                    + "\(frame.size.pixelCount.formatted) pixels")
        }
        missingCount += frame.size.width - count
        return count
    }

    /// A row of the canvas with these indices; where there are none it is zero.
    private func write(_ count: Int, into bytes: inout MutableSpan<UInt8>, at start: Int) {
        let channels = layout.channels
        let first = start + structure.frame.x * channels
        for index in start..<first { bytes[index] = 0 }
        var offset = first
        for x in 0..<count {
            let entry = Int(indices[x]) * channels
            for channel in 0..<channels { bytes[offset + channel] = colors.samples[entry + channel] }
            offset += channels
        }
        for index in offset..<start + size.width * channels { bytes[index] = 0 }
    }
}
