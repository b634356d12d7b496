#if TIFF
/// The rows of a TIFF from the top: gray or RGB, with alpha where a sample is alpha; 8 bits, or 16 if the file has more than 8.
final class TIFFPixelSource: PixelSource {
    let size: PixelSize
    let layout: SampleLayout
    /// What makes RGB of CMYK; nil for other files.
    let converter: ColorConverter?
    private let structure: TIFFStructure
    private let context: PreparationContext
    private var rows: TIFFRows
    private let unpacking: TIFFUnpacking
    /// Samples of one row, all planes interleaved.
    private var samples: [UInt16]

    /// - Parameter cmyk: what the inks mean; nil for a file without inks.
    /// - Throws: `truncated` if strips are missing and the caller does not want the others rendered; `outOfMemory`.
    init(
        _ structure: TIFFStructure, cmyk: SourceColor?, in context: PreparationContext
    ) throws(ImagePrepError) {
        if let missing = structure.missing, context.options.truncated == .refuse || !structure.hasWholeRows {
            throw .truncated(missing)
        }
        self.structure = structure
        self.context = context
        size = structure.size
        layout = structure.pixelLayout
        converter =
            try cmyk.map { (color) throws(ImagePrepError) in try ColorConverter(color, .cmyk, bytesPerSample: 1) }
            ?? nil
        rows = try TIFFRows(structure, in: context)
        unpacking = TIFFUnpacking(structure)
        samples = [UInt16](repeating: 0, count: structure.size.width * structure.samples.count)
    }

    var warnings: (descriptions: [String], count: Int) { rows.warnings }

    func read(_ range: Range<Int>, of file: Span<UInt8>, into strip: inout PixelBuffer) throws(ImagePrepError) {
        try context.checkCancellation()
        guard let converter else {
            for (index, row) in range.enumerated() {
                try rows.read(row, of: file)
                let start = index * strip.rowBytes
                var bytes = strip.mutableBytes
                unpacking.write(rows.planes, using: &samples, width: size.width, into: &bytes, at: start, layout)
            }
            return
        }
        let inkStrip = PixelSize(width: size.width, height: strip.size.height)
        var cmyk = try PixelBuffer(size: inkStrip, channels: 4, bytesPerSample: 1)
        for (index, row) in range.enumerated() {
            try rows.read(row, of: file)
            let start = index * cmyk.rowBytes
            var bytes = cmyk.mutableBytes
            unpacking.writeInks(rows.planes, using: &samples, width: size.width, into: &bytes, at: start)
        }
        for index in range.count..<inkStrip.height { cmyk.clearRow(index) }
        try converter.convertCMYK(cmyk, to: &strip, in: context)
    }
}

extension PixelBuffer {
    fileprivate mutating func clearRow(_ row: Int) {
        let start = row * rowBytes
        let count = size.width * channels
        var bytes = mutableBytes
        for index in start..<start + count { bytes[index] = 0 }
    }
}

extension TIFFStructure {
    /// Whether anything of the picture is there to be rendered.
    fileprivate var hasWholeRows: Bool { chunks.isEmpty || chunks.contains { !$0.isEmpty } }
}
#endif
