/// The rows of indices of a frame, from the top. One that is not interlaced is unpacked as its rows are asked for.
struct GIFIndexRows: ~Copyable {
    private let frame: GIFStructure.Frame
    private var decoder: LZWDecoder
    /// Unpacked and not yet handed out, from `windowStart` to `windowEnd`.
    private var window: [UInt8]
    private var windowStart = 0
    private var windowEnd = 0
    /// All rows of an interlaced frame, once the first is asked for.
    private var rows: PixelBuffer?
    /// Indices that the data has come to.
    private(set) var indexCount = 0
    private let rowsAtOnce: Int

    init(_ frame: GIFStructure.Frame) {
        self.frame = frame
        decoder = LZWDecoder(frame.imageData, minimumCodeSize: frame.minimumCodeSize)
        rowsAtOnce = max(1, min(frame.size.height, 1 << 14 / frame.size.width))
        window = [UInt8](repeating: 0, count: frame.size.width * rowsAtOnce + LZWDecoder.longestString)
    }

    /// Bytes that it takes at its peak.
    static func byteCount(_ frame: GIFStructure.Frame) -> Int {
        let window = max(frame.size.width, 1 << 14) + 5 * LZWDecoder.longestString
        return window + (frame.isInterlaced ? (frame.size.width + 64) * frame.size.height : 0)
    }

    /// Why the data ended before the frame was full; nil if it did not.
    var end: LZWDecoder.End? { indexCount < frame.size.pixelCount ? decoder.end : nil }

    /// Writes a row into `indices`, whose row it is; those that the data lacks stay out.
    ///
    /// - Returns: how many are there, from the left.
    /// - Throws: `outOfMemory`, `cancelled`.
    mutating func read(
        _ row: Int, of file: Span<UInt8>, into indices: inout [UInt8], in context: PreparationContext
    ) throws(ImagePrepError) -> Int {
        guard frame.isInterlaced else { return readNext(of: file, into: &indices) }
        if rows == nil { try unpack(file, context) }
        let first = indexCount - passOrder(of: row) * frame.size.width
        let count = max(0, min(frame.size.width, first))
        guard let stride = rows?.rowBytes, let bytes = rows?.bytes else { return 0 }
        for x in 0..<count { indices[x] = bytes[row * stride + x] }
        return count
    }

    private mutating func readNext(of file: Span<UInt8>, into indices: inout [UInt8]) -> Int {
        let width = frame.size.width
        if windowEnd - windowStart < width { fill(file) }
        let count = min(width, windowEnd - windowStart)
        for x in 0..<count { indices[x] = window[windowStart + x] }
        windowStart += count
        return count
    }

    /// Moves what is left to the front and unpacks some rows more, but none beyond the frame.
    private mutating func fill(_ file: Span<UInt8>) {
        let left = windowEnd - windowStart
        for index in 0..<left { window[index] = window[windowStart + index] }
        let rest = left + frame.size.pixelCount - indexCount
        let wanted = min(frame.size.width * rowsAtOnce, rest)
        let there = decoder.decode(into: &window, count: left, wanted: wanted, of: file)
        (windowStart, windowEnd) = (0, min(there, rest))
        indexCount += windowEnd - left
    }

    private mutating func unpack(_ file: Span<UInt8>, _ context: PreparationContext) throws(ImagePrepError) {
        var unpacked = try PixelBuffer(size: frame.size, channels: 1, bytesPerSample: 1)
        var line = [UInt8](repeating: 0, count: frame.size.width)
        let stride = unpacked.rowBytes
        for (start, step) in GIFInterlacing.passes {
            for row in Swift.stride(from: start, to: frame.size.height, by: step) {
                if row & 15 == 0 { try context.checkCancellation() }
                let count = readNext(of: file, into: &line)
                var bytes = unpacked.mutableBytes
                for x in 0..<count { bytes[row * stride + x] = line[x] }
            }
        }
        rows = consume unpacked
    }

    private func passOrder(of row: Int) -> Int { GIFInterlacing.order(of: row, height: frame.size.height) }
}

/// The four passes in which the rows of an interlaced frame come. Source: GIF89a specification, appendix E.
enum GIFInterlacing {
    static let passes: [(start: Int, step: Int)] = [(0, 8), (4, 8), (2, 4), (1, 2)]

    /// How many rows come before this one.
    static func order(of row: Int, height: Int) -> Int {
        var before = 0
        for (start, step) in passes {
            if row % step == start { return before + row / step }
            before += (height - start + step - 1) / step
        }
        return before
    }
}
