internal import CImageCodecs

/// One decoded PNG on its way to a PNG below the budget: as it is, compressed harder, as a JPEG, smaller.
struct PNGRendering {
    let context: PreparationContext
    let inspection: Inspection
    let renderPlan: PNGRenderPlan
    private var budget: PNGBudget
    private var options: PrepareOptions { context.options }

    init(_ inspection: Inspection, _ renderPlan: PNGRenderPlan, in context: PreparationContext) {
        self.context = context
        self.inspection = inspection
        self.renderPlan = renderPlan
        budget = PNGBudget(context.options)
    }

    mutating func render(
        _ input: Span<UInt8>, _ plan: Plan, _ codecContext: inout CodecContext
    ) throws(ImagePrepError) -> RouteOutput {
        var size = plan.targetSize
        var best: (made: RouteOutput, size: PixelSize)?
        while true {
            let made =
                renderPlan.isExact(size)
                ? try exact(input, &codecContext)
                : try resized(to: size, &codecContext)
            context.timer.record(.encode)
            if let made { best = (made, size) }
            if let best, size == plan.targetSize { return output(best.made, size, plan) }
            try PNGMemory(renderPlan.structure, renderPlan.orientation, plan, options, isRetry: true)
                .check(options.inputLimits)
            try context.workspace.png.restoreRaster(input, renderPlan.structure, context)
            if best == nil, options.format == .auto, !budget.isTooSmallForJPEG,
                try PNGRowSource(renderPlan, in: context).isOpaque()
            {
                if let output = try asJPEG(input, plan) { return output }
            }
            if let next = try budget.size(after: size, byteCount: made?.bytes.count) {
                size = next
            } else if let best {
                return output(best.made, best.size, plan)
            }
        }
    }

    private func output(_ made: RouteOutput, _ size: PixelSize, _ plan: Plan) -> RouteOutput {
        var output = made
        output.encodes = budget.encodes
        output.keptMetadata = renderPlan.keptMetadata
        guard size != plan.targetSize else { return output }
        let why: PlanReason.NoJPEG =
            options.format == .png ? .pngAskedFor : budget.isTooSmallForJPEG ? .noneFits : .transparent
        output.reasons = [.smallerPNG(why, maxBytes: options.maxBytes)]
        return output
    }

    /// Nil where not even the smallest JPEG fits: a PNG of a pixel takes a fifth of what a JPEG's tables take.
    private mutating func asJPEG(
        _ input: Span<UInt8>, _ plan: Plan
    ) throws(ImagePrepError) -> RouteOutput? {
        var jpegPlan = plan
        jpegPlan.color = try ColorStep(for: inspection, as: .jpeg, options)
        let losesColor = jpegPlan.color != plan.color && jpegPlan.color == .convertToSRGB
        let renderPlan =
            losesColor
            ? try PNGRenderPlan(input, inspection, self.renderPlan.structure, for: jpegPlan, options: options)
            : self.renderPlan
        var output: RouteOutput
        do {
            output = try PNGToJPEGRendering(renderPlan, in: context).render(jpegPlan)
        } catch {
            guard case .budgetUnreachable(_, let smallest) = error else { throw error }
            budget.noteJPEG(smallest)
            return nil
        }
        output.encodes += budget.encodes
        output.colorConversion = renderPlan.colorDescription
        if losesColor { output.warnings.append(ColorStep.cannotKeep(inspection.sourceColor(options), as: .jpeg)) }
        output.reasons = [.becameJPEG(smallestPNG: budget.smallest, maxBytes: options.maxBytes)]
        return output
    }

    /// The samples as they are, turned; palette indices stay palette indices.
    private mutating func exact(
        _ input: Span<UInt8>, _ codecContext: inout CodecContext
    ) throws(ImagePrepError) -> RouteOutput? {
        let (codec, header) = (context.workspace.png, renderPlan.structure.header)
        var chunks = PNGLeadingChunks(renderPlan.colorChunks)
        chunks.collect(renderPlan, largestIndex: renderPlan.palette == nil ? 0 : codec.largestIndex())
        let settings = PNGEncoding(orientation: renderPlan.orientation, chunks: chunks.writer.bytes)
        let (options, structure, context) = (options, renderPlan.structure, context)
        let releasesRaster = structure.likelyFits(options.maxBytes)
        let sourceByteCount = renderPlan.orientation == .upright ? structure.imageDataByteCount : nil
        let bytes = try budget.encode(settings, codec, sourceByteCount: sourceByteCount) {
            (settings) throws(ImagePrepError) in
            try codec.restoreRaster(input, structure, context)
            return try codec.encodeRaster(
                header, settings, releasesRaster: releasesRaster && !settings.keepsFilters, &codecContext)
        }
        guard let bytes else { return nil }
        let size = renderPlan.orientation.upright(header.size)
        var output = RouteOutput(bytes: bytes, format: .png, size: size, isLossless: renderPlan.colorDescription == nil)
        output.warnings = chunks.warnings
        return output
    }

    private mutating func resized(
        to size: PixelSize, _ codecContext: inout CodecContext
    ) throws(ImagePrepError) -> RouteOutput? {
        let codec = context.workspace.png
        var buffer = try PNGRowSource(renderPlan, in: context).resampled(
            to: renderPlan.orientation.inverse.upright(size), filter: options.filter,
            using: &context.workspace.resamplers.first)
        context.timer.record(.resize)
        if let converter = renderPlan.converter {
            try converter.convert(&buffer, in: context)
            context.timer.record(.color)
        }
        let settings = PNGEncoding(orientation: renderPlan.orientation, chunks: renderPlan.colorChunks)
        let bytes = try budget.encode(settings, codec) { (settings) throws(ImagePrepError) in
            try codec.encode(buffer, settings, &codecContext)
        }
        return bytes.map { RouteOutput(bytes: $0, format: .png, size: size, isLossless: false) }
    }
}
