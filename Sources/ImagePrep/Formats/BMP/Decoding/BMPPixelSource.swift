/// The rows of a BMP from the top: gray or RGB, with alpha if pixels can be transparent, 8 bits.
///
/// Plain rows are where arithmetic says. Of run-length coded ones a walk notes where each begins, so that no canvas is needed.
final class BMPPixelSource: PixelSource {
    let size: PixelSize
    let layout: SampleLayout
    private let messages: [String]
    private let structure: BMPStructure
    /// What each palette index is, `layout.channels` samples each; black for those that the palette lacks.
    private let colors: [UInt8]
    private let channels: [BMPChannel]
    private let runs: [BMPRunWalk.RowStart?]
    private let context: PreparationContext

    /// - Throws: `truncated` if pixels are missing and the caller does not want them rendered.
    init(_ structure: BMPStructure, of file: Span<UInt8>, in context: PreparationContext) throws(ImagePrepError) {
        if let missing = structure.missing, context.options.truncated == .refuse { throw .truncated(missing) }
        self.structure = structure
        self.context = context
        size = structure.header.size
        messages = structure.isBlank(file) ? ["All its pixels are transparent."] : []
        channels = structure.masks?.all.map { BMPChannel($0) } ?? []
        layout = structure.pixelLayout
        colors = structure.header.hasPalette ? structure.paletteColors(file, channels: layout.channels) : []
        let isRunLengthCoded = structure.header.coding == .runs
        runs = isRunLengthCoded ? BMPRunWalk(file, structure, keepsRows: true).rows : []
    }

    var warnings: (descriptions: [String], count: Int) { (messages, messages.count) }

    func read(
        _ rows: Range<Int>, of file: Span<UInt8>, into strip: inout PixelBuffer
    ) throws(ImagePrepError) {
        try context.checkCancellation()
        let rowBytes = strip.rowBytes
        let used = size.width * layout.channels
        var samples = strip.mutableBytes
        for (index, row) in rows.enumerated() {
            let stored = structure.header.isTopDown ? row : size.height - 1 - row
            let target = index * rowBytes..<index * rowBytes + used
            if structure.header.coding == .runs {
                samples.clear(target)
                if let start = runs[stored] { readRuns(file, start, into: &samples, at: target.lowerBound) }
            } else {
                let begin = structure.pixels.lowerBound + stored * structure.rowBytes
                let bytes = (begin..<begin + structure.rowBytes).clamped(to: structure.pixels)
                readRow(file.extracting(bytes), into: &samples, target)
            }
        }
    }

    /// A row that is cut short ends in zeros.
    private func readRow(_ row: Span<UInt8>, into samples: inout MutableSpan<UInt8>, _ target: Range<Int>) {
        let bits = structure.header.bitsPerPixel
        let count = min(size.width, row.count * 8 / bits)
        let start = target.lowerBound
        samples.clear(start + count * layout.channels..<target.upperBound)
        switch bits {
        case 24: samples.setBGR(row, count, at: start)
        case 16, 32: samples.setMasked(row, count, bytesPerPixel: bits / 8, channels, at: start)
        default: samples.setIndexed(row, count, bits: bits, colors, channels: layout.channels, at: start)
        }
    }

    private func readRuns(
        _ file: Span<UInt8>, _ start: BMPRunWalk.RowStart, into samples: inout MutableSpan<UInt8>, at target: Int
    ) {
        let bits = structure.header.bitsPerPixel
        let codes = file.extracting(0..<structure.pixels.upperBound)
        var (offset, column) = (start.offset, start.column)
        while column < size.width, let code = BMPRunCode(codes, at: offset, bits: bits) {
            offset = code.end
            let position = target + column * layout.channels
            let left = size.width - column
            switch code.kind {
            case .run(let count, let color):
                let pair = bits == 8 ? (color, color) : (color >> 4, color & 15)
                samples.setRun(pair, min(count, left), colors, channels: layout.channels, at: position)
                column += count
            case .literal(let count, let first):
                let row = codes.extracting(first..<codes.count)
                samples.setIndexed(
                    row, min(count, left), bits: bits, colors, channels: layout.channels, at: position)
                column += count
            case .skip(let columns, 0): column += columns
            case .skip, .endOfRow, .endOfPicture: return
            }
        }
    }
}
