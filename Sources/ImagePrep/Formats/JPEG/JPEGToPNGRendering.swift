/// A JPEG on its way to a PNG: interleaved, in sRGB or with its profile, resized strip by strip, turned while it is encoded.
struct JPEGToPNGRendering {
    let context: PreparationContext
    let structure: JPEGStructure
    let orientation: Orientation
    let plan: Plan
    private let converter: ColorConverter?
    /// What travels along, as chunks.
    private let profile: [UInt8]
    private var options: PrepareOptions { context.options }

    /// - Throws: `outOfMemory`.
    init(
        _ inspection: Inspection, _ structure: JPEGStructure, _ plan: Plan, in context: PreparationContext
    ) throws(ImagePrepError) {
        self.context = context
        self.structure = structure
        self.plan = plan
        orientation = inspection.orientation
        // PNG knows no CMYK: that is converted whatever the policy, and takes its profile with it.
        let isCMYK = inspection.colorModel.isCMYK
        converter =
            plan.color == .convertToSRGB || isCMYK
            ? try ColorConverter(
                inspection.sourceColor(context.options), inspection.colorModel.samples, bytesPerSample: 1)
            : nil
        let keepsProfile = plan.color == .keepProfile && !isCMYK && !inspection.coloring.iccProfile.isEmpty
        profile = keepsProfile ? try PNGChunkWriter(iccProfile: inspection.coloring.iccProfile).bytes : []
    }

    func render(_ input: Span<UInt8>) throws(ImagePrepError) -> RouteOutput {
        try checkMemory(input.count)
        var budget = PNGBudget(options)
        var codecContext = CodecContext(context)
        var size = plan.targetSize
        var best: (bytes: [UInt8], size: PixelSize)?
        while true {
            let decoder = try context.workspace.jpegCodecs.takeDecoder(for: structure)
            let pixels = try self.pixels(input, size, decoder)
            let codec = context.workspace.png
            let settings = PNGEncoding(orientation: orientation, chunks: profile)
            let bytes = try budget.encode(settings, codec) { (settings) throws(ImagePrepError) in
                try codec.encode(pixels, settings, &codecContext)
            }
            context.timer.record(.encode)
            if let bytes { best = (bytes, size) }
            if let next = try budget.size(after: size, byteCount: bytes?.count) {
                size = next
            } else if let best {
                return output(best.bytes, of: best.size, budget, decoder)
            }
        }
    }

    private func output(
        _ bytes: [UInt8], of size: PixelSize, _ budget: PNGBudget, _ decoder: JPEGDecoder
    ) -> RouteOutput {
        var output = RouteOutput(bytes: bytes, format: .png, size: size, isLossless: false)
        output.encodes = budget.encodes
        output.colorConversion = converter?.displayName
        if !profile.isEmpty { output.keptMetadata = [.iccProfile] }
        (output.warnings, output.warningCount) = decoder.warnings
        return output
    }

    /// Gray or RGB of that upright size, not turned yet.
    private func pixels(
        _ input: Span<UInt8>, _ size: PixelSize, _ decoder: JPEGDecoder
    ) throws(ImagePrepError) -> PixelBuffer {
        let stored = orientation.inverse.upright(size)
        let eighths = DCTScale.eighths(from: structure.frame.size, to: stored)
        try decoder.open(
            input, layout: .interleaved, scaleEighths: eighths, in: context)
        var source = try JPEGRowSource(decoder, converter, in: context)
        var result = try PixelBuffer(size: stored, channels: source.channels, bytesPerSample: 1)
        try context.workspace.resamplers.first.begin(
            horizontal: mapping(from: structure.frame.size.width, decoder.scaledSize.width, eighths, stored.width),
            vertical: mapping(from: structure.frame.size.height, decoder.scaledSize.height, eighths, stored.height),
            layout: SampleLayout(channels: source.channels, bytesPerSample: 1), filter: options.filter)
        while try source.push(into: &context.workspace.resamplers.first, &result) {}
        context.timer.record(.decode)
        return result
    }

    /// A scaled side is rounded up: only so many eighths of the stored one are the picture.
    private func mapping(from stored: Int, _ scaled: Int, _ eighths: Int, _ target: Int) -> AxisMapping {
        AxisMapping(
            sourceCount: scaled, sourceExtent: Double(stored * eighths) / 8, targetCount: target,
            targetExtent: Double(target), isMirrored: false)
    }

    private func checkMemory(_ fileBytes: Int) throws(ImagePrepError) {
        let needed = Self.memoryByteCount(structure, fileBytes: fileBytes, target: plan.targetSize, options)
        guard needed <= options.inputLimits.workingMemoryBytes else {
            throw .limitExceeded(.workingMemory, limit: options.inputLimits.workingMemoryBytes, actual: needed)
        }
    }

    /// What decoding takes, the pixels, the filtered rows and the file.
    static func memoryByteCount(
        _ structure: JPEGStructure, fileBytes: Int, target: PixelSize, _ options: PrepareOptions
    ) -> Int {
        let decoding = JPEGMemory(
            structure, fileBytes: fileBytes, orientation: .upright, target: structure.frame.size, options: options)
        // At most three channels; no side of a JPEG is longer than 65,535.
        return decoding.byteCount + 9 * target.pixelCount
    }
}

extension ColorModel {
    fileprivate var isCMYK: Bool { self == .cmyk || self == .ycck }
}
