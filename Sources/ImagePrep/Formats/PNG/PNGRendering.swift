/// A picture on its way to a PNG below the budget: as it is, compressed harder, in a format that loses something, smaller.
///
/// A PNG at its own size and in its own colours changes nothing about its samples: depth, palette and alpha stay. Of any other
/// picture 8 or 16 bits, gray or RGB and alpha are written as the source has them, and indices of a palette at its own size.
struct PNGRendering {
    let context: PreparationContext
    let inspection: Inspection
    let picture: PixelPicture
    /// Where the source is a PNG.
    private let own: PNGRenderPlan?
    /// What says what the colours mean, and which metadata that is; empty where nothing travels along.
    private let colorChunks: [UInt8]
    private let keptMetadata: Set<MetadataKind>
    private var budget: PNGBudget
    private var options: PrepareOptions { context.options }

    /// - Throws: `outOfMemory`.
    init(
        _ picture: PixelPicture, _ inspection: Inspection, in context: PreparationContext
    ) throws(ImagePrepError) {
        self.context = context
        self.inspection = inspection
        self.picture = picture
        own = (picture.source as? PNGPixelSource)?.renderPlan
        if let own {
            (colorChunks, keptMetadata) = (own.colorChunks, own.keptMetadata)
        } else {
            colorChunks =
                picture.colors.profile.isEmpty ? [] : try PNGChunkWriter(iccProfile: picture.colors.profile).bytes
            keptMetadata = picture.colors.profile.isEmpty ? [] : [.iccProfile]
        }
        budget = PNGBudget(context.options)
    }

    mutating func render(_ file: Span<UInt8>, _ plan: Plan) throws(ImagePrepError) -> RouteOutput {
        var size = plan.targetSize
        var best: (made: RouteOutput, size: PixelSize)?
        while true {
            let made = try encode(file, size)
            context.timer.record(.encode)
            if let made { best = (made, size) }
            if let best, size == plan.targetSize { return output(best.made, size, plan) }
            try checkRetry(plan)
            if best == nil, options.format == .auto, !budget.isTooSmallForJPEG, try picture.source.isOpaque(file) {
                if let output = try asLossy(file, plan) { return output }
            }
            if let next = try budget.size(after: size, byteCount: made?.bytes.count) {
                size = next
            } else if let best {
                return output(best.made, best.size, plan)
            }
        }
    }

    /// Nil where no PNG of this size is small enough.
    private mutating func encode(_ file: Span<UInt8>, _ size: PixelSize) throws(ImagePrepError) -> RouteOutput? {
        if let own, own.isExact(size) { return try exact(own, file) }
        if size == inspection.uprightSize, picture.colors.converter == nil,
            let source = picture.source as? any IndexedPixelSource, let palette = source.palette
        {
            return try indexed(source, palette, file)
        }
        return try resized(to: size, file)
    }

    /// What is made smaller is held beside what was read.
    private func checkRetry(_ plan: Plan) throws(ImagePrepError) {
        guard let own else { return }
        try PNGMemory(own.structure, own.orientation, plan, options, isRetry: true).check(options.inputLimits)
    }

    private func output(_ made: RouteOutput, _ size: PixelSize, _ plan: Plan) -> RouteOutput {
        var output = made
        output.encodes = budget.encodes
        output.keptMetadata = keptMetadata
        guard size != plan.targetSize else { return output }
        let why: PlanReason.NoJPEG =
            options.format == .png ? .pngAskedFor : budget.isTooSmallForJPEG ? .noneFits : .transparent
        output.reasons = [.smallerPNG(why, maxBytes: options.maxBytes)]
        return output
    }

    /// Nil where not even the smallest fits: a PNG of a pixel takes a fifth of what a JPEG's tables take.
    private mutating func asLossy(_ file: Span<UInt8>, _ plan: Plan) throws(ImagePrepError) -> RouteOutput? {
        guard let encoder = FormatRegistry.lossyEncoder else { return nil }
        var lossyPlan = plan
        lossyPlan.format = encoder.descriptor.format
        lossyPlan.color = try ColorStep(for: inspection, as: lossyPlan.format, options)
        let losesColor = lossyPlan.color != plan.color && lossyPlan.color == .convertToSRGB
        let picture = losesColor ? try converted(file, lossyPlan) : picture
        var output: RouteOutput
        do {
            output = try encoder.render(picture, of: file, inspection, lossyPlan, in: context)
        } catch {
            guard case .budgetUnreachable(_, let smallest) = error else { throw error }
            budget.noteJPEG(smallest)
            return nil
        }
        output.encodes += budget.encodes
        if losesColor {
            output.warnings.append(ColorStep.cannotKeep(inspection.sourceColor(options), as: lossyPlan.format))
        }
        output.reasons = [.becameJPEG(smallestPNG: budget.smallest, maxBytes: options.maxBytes)]
        return output
    }

    /// The same pixels for a format that has no place for what their colours mean.
    private func converted(_ file: Span<UInt8>, _ plan: Plan) throws(ImagePrepError) -> PixelPicture {
        guard let source = picture.source as? PNGPixelSource else {
            return try PixelPicture(picture.source, inspection, for: plan, options)
        }
        let renderPlan = try PNGRenderPlan(file, inspection, source.renderPlan.structure, for: plan, options: options)
        return source.with(renderPlan).picture
    }

    /// The samples as they are, turned; palette indices stay palette indices.
    private mutating func exact(_ own: PNGRenderPlan, _ file: Span<UInt8>) throws(ImagePrepError) -> RouteOutput? {
        let (codec, header, context) = (context.workspace.png, own.structure.header, context)
        var codecContext = CodecContext(context)
        var chunks = PNGLeadingChunks(own.colorChunks)
        chunks.collect(own, largestIndex: own.palette == nil ? 0 : codec.largestIndex())
        let settings = PNGEncoding(orientation: own.orientation, chunks: chunks.writer.bytes)
        let releasesRaster = own.structure.likelyFits(options.maxBytes)
        let sourceByteCount = own.orientation == .upright ? own.structure.imageDataByteCount : nil
        let bytes = try budget.encode(settings, codec, sourceByteCount: sourceByteCount) {
            (settings) throws(ImagePrepError) in
            try codec.restoreRaster(file, own.structure, context)
            return try codec.encodeRaster(
                header, settings, releasesRaster: releasesRaster && !settings.keepsFilters, &codecContext)
        }
        guard let bytes else { return nil }
        let size = own.orientation.upright(header.size)
        var output = RouteOutput(bytes: bytes, format: .png, size: size, isLossless: own.colorsDone == nil)
        output.warnings = chunks.warnings
        return output
    }

    /// Indices stay what they are, with their colors before them.
    private mutating func indexed(
        _ source: some IndexedPixelSource, _ palette: IndexedPalette, _ file: Span<UInt8>
    ) throws(ImagePrepError) -> RouteOutput? {
        let codec = context.workspace.png
        var codecContext = CodecContext(context)
        let indices = try source.indices(of: file)
        context.timer.record(.decode)
        var palette = palette
        palette.extend(toHold: codec.largestIndex(of: indices))
        var writer = PNGChunkWriter(colorChunks)
        writer.append(.plte, palette.colors)
        if !palette.alphas.isEmpty { writer.append(.trns, palette.alphas) }
        let settings = PNGEncoding(orientation: inspection.orientation, chunks: writer.bytes)
        let bytes = try budget.encode(settings, codec) { (settings) throws(ImagePrepError) in
            try codec.encode(indices, isIndexed: true, settings, &codecContext)
        }
        return bytes.map { RouteOutput(bytes: $0, format: .png, size: inspection.uprightSize, isLossless: true) }
    }

    private mutating func resized(to size: PixelSize, _ file: Span<UInt8>) throws(ImagePrepError) -> RouteOutput? {
        let codec = context.workspace.png
        var codecContext = CodecContext(context)
        let orientation = inspection.orientation
        let buffer = try picture.pixels(orientation.inverse.upright(size), of: file, in: context)
        let settings = PNGEncoding(orientation: orientation, chunks: colorChunks)
        let bytes = try budget.encode(settings, codec) { (settings) throws(ImagePrepError) in
            try codec.encode(buffer, settings, &codecContext)
        }
        let isLossless =
            picture.source.isLossless && picture.colors.converter == nil && size == inspection.uprightSize
        return bytes.map { RouteOutput(bytes: $0, format: .png, size: size, isLossless: isLossless) }
    }
}

extension PNGFormat: OutputEncoder {
    static var isLossless: Bool { true }

    static func render(
        _ file: Span<UInt8>, _ inspection: Inspection, _ plan: Plan, in context: PreparationContext
    ) throws(ImagePrepError) -> AttemptOutcome {
        let picture = try inspection.file.openPixels(of: file, inspection, for: plan, in: context)
        return .made(try render(picture, of: file, inspection, plan, in: context))
    }

    static func render(
        _ picture: PixelPicture, of file: Span<UInt8>, _ inspection: Inspection, _ plan: Plan,
        in context: PreparationContext
    ) throws(ImagePrepError) -> RouteOutput {
        var rendering = try PNGRendering(picture, inspection, in: context)
        var output = try rendering.render(file, plan)
        // Another encoder has told them already.
        if output.format == plan.format { output.tell(picture.colors, picture.source.warnings) }
        return output
    }
}
