/// The pixels of a JPEG as gray or RGB. CMYK comes in sRGB, as no output has inks.
final class JPEGPixelSource: PixelSource {
    private(set) var size: PixelSize
    private(set) var extent: PlaneExtent
    let layout: SampleLayout
    private let structure: JPEGStructure
    private let context: PreparationContext
    /// Of CMYK alone.
    let converter: ColorConverter?
    private var decoder: JPEGDecoder?
    /// CMYK before it is converted.
    private var inks: PixelBuffer?

    init(
        _ structure: JPEGStructure, _ model: ColorModel, inks converter: ColorConverter?, in context: PreparationContext
    ) {
        self.structure = structure
        self.converter = converter
        self.context = context
        layout = SampleLayout(channels: model == .gray ? 1 : 3, bytesPerSample: 1)
        size = structure.frame.size
        extent = PlaneExtent(width: Double(size.width), height: Double(size.height))
    }

    var warnings: (descriptions: [String], count: Int) { decoder?.warnings ?? ([], 0) }

    func begin(scaledTo target: PixelSize, of file: Span<UInt8>) throws(ImagePrepError) {
        let stored = structure.frame.size
        let eighths = DCTScale.eighths(from: stored, to: target)
        let decoder = try context.workspace.jpegCodecs.takeDecoder(for: structure)
        try decoder.open(file, layout: .interleaved, scaleEighths: eighths, in: context)
        self.decoder = decoder
        size = decoder.scaledSize
        // A scaled side is rounded up: only so many eighths of the stored one are the picture.
        extent = PlaneExtent(width: Double(stored.width * eighths) / 8, height: Double(stored.height * eighths) / 8)
        guard decoder.outputChannels == (converter == nil ? layout.channels : 4) else {
            throw .internalFault("a JPEG of \(decoder.outputChannels) channels was opened as one of \(layout.channels)")
        }
        guard converter != nil else { return }
        inks = try PixelBuffer(
            size: PixelSize(width: size.width, height: min(size.height, PixelRows.atOnce)), channels: 4,
            bytesPerSample: 1)
    }

    func read(_ rows: Range<Int>, of file: Span<UInt8>, into strip: inout PixelBuffer) throws(ImagePrepError) {
        guard let decoder else { throw .internalFault("a JPEG was read before it was open") }
        guard let converter, var inks = inks.take() else { return try decoder.readAll(rows, into: &strip) }
        try decoder.readAll(rows, into: &inks)
        try converter.convertCMYK(inks, to: &strip, in: context)
        self.inks = consume inks
    }
}

extension JPEGDecoder {
    /// Rows that are known to be there.
    fileprivate func readAll(_ rows: Range<Int>, into buffer: inout PixelBuffer) throws(ImagePrepError) {
        let count = try readRows(into: &buffer, at: 0, rowCount: rows.count)
        guard count == rows.count else {
            throw .internalFault("\(rows.count - count) rows are missing that the header promised")
        }
    }
}

extension JPEGStructure {
    package func openPixels(
        of file: Span<UInt8>, _ inspection: Inspection, for plan: Plan, in context: PreparationContext
    ) throws(ImagePrepError) -> PixelPicture {
        let options = context.options
        let needed = pixelMemoryByteCount(fileBytes: file.count, target: plan.targetSize, options)
        try options.inputLimits.check(.workingMemory, needed)
        let hasInks = inspection.colorModel == .cmyk || inspection.colorModel == .ycck
        let converter =
            hasInks ? try ColorConverter(inspection.sourceColor(options), .cmyk, bytesPerSample: 1) : nil
        let source = JPEGPixelSource(self, inspection.colorModel, inks: converter, in: context)
        return try PixelPicture(source, inspection, for: plan, options)
    }

    /// What decoding takes, the pixels, the filtered rows and the file.
    func pixelMemoryByteCount(fileBytes: Int, target: PixelSize, _ options: PrepareOptions) -> Int {
        let decoding = JPEGMemory(
            self, fileBytes: fileBytes, orientation: .upright, target: frame.size, options: options)
        // At most three channels; no side of a JPEG is longer than 65,535.
        return decoding.byteCount + 9 * target.pixelCount
    }
}
