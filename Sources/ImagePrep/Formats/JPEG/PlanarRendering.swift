/// Planes on their way to a JPEG: from end to end at the sampling as they came.
///
/// decode -> resize -> orient -> encode, and again where the bytes are too many. Colours are converted as the planes come,
/// or after the resize where there is one.
struct PlanarRendering {
    let context: PreparationContext
    let picture: PlanarPicture
    let orientation: Orientation
    let plan: Plan
    /// Where the source is a JPEG, whose tables and sampling an output of the same size keeps.
    private let own: JPEGPlanarSource?
    private var options: PrepareOptions { context.options }

    init(_ picture: PlanarPicture, _ inspection: Inspection, _ plan: Plan, in context: PreparationContext) {
        self.context = context
        self.picture = picture
        self.plan = plan
        orientation = inspection.orientation
        own = picture.source as? JPEGPlanarSource
    }

    /// Nil where only the budget asked for this, and the source, recoded losslessly, is predicted to fit.
    func render(_ file: Span<UInt8>) throws(ImagePrepError) -> RouteOutput? {
        var budget = BudgetSearch(options)
        var size = plan.targetSize
        while true {
            let source = try picture.source.begin(scaledTo: orientation.inverse.upright(size), of: file)
            let choice = try choice(source, size)
            if let own { own.expect(of: choice, size, plan, orientation, fileBytes: file.count, &budget) }
            let pipeline = PlanePipeline(orientation: orientation, target: choice.format, filter: options.filter)
            let made = try encode(source, choice, pipeline, of: file, under: &budget)
            if let made { return output(made, choice, budget) }
            if budget.losslessRecodeFits { return nil }
            size = try budget.nextSize(after: size)
        }
    }

    private func choice(_ source: any PlaneSource, _ size: PixelSize) throws(ImagePrepError) -> EncodingChoice {
        guard let own else {
            var format = source.format.upright(orientation)
            format.size = size
            return EncodingChoice(format, options, profile: picture.colors.profile)
        }
        return try EncodingChoice(
            own, size, orientation, options: options, profile: picture.colors.profile,
            conversion: own.isInterleaved ? .interleaved : picture.colors.converter == nil ? .none : .planar)
    }

    /// The bytes and their quality, or nil where no permitted quality makes this size small enough.
    private func encode(
        _ source: any PlaneSource, _ choice: EncodingChoice, _ pipeline: PlanePipeline,
        of file: Span<UInt8>, under budget: inout BudgetSearch
    ) throws(ImagePrepError) -> BudgetSearch.Made? {
        var source = choice.repeatsSamples ? try ReplicatedChromaSource(source) : source
        // Colours are converted as the planes come, unless they become fewer first.
        guard let converter = picture.colors.converter, !pipeline.resizes(source) else {
            return try encode(
                &source, choice, pipeline, of: file, under: &budget, convertingAfterwards: picture.colors.converter)
        }
        var converted = try ConvertedPlaneSource(source, converter, in: context)
        return try encode(&converted, choice, pipeline, of: file, under: &budget)
    }

    private func encode(
        _ source: inout some PlaneSource & ~Copyable, _ choice: EncodingChoice, _ pipeline: PlanePipeline,
        of file: Span<UInt8>, under budget: inout BudgetSearch, convertingAfterwards converter: ColorConverter? = nil
    ) throws(ImagePrepError) -> BudgetSearch.Made? {
        if pipeline.keepsRowOrder(source), !budget.isTight {
            budget.encodes += 1
            let bytes = try context.workspace.jpegCodecs.takeEncoder().encode(
                streaming: &source, of: file, isMirrored: orientation == .flipHorizontally, choice.settings,
                maxBytes: budget.maxBytes, in: context)
            context.timer.move(source.conversionTime, to: .color, from: .decode)
            // Where it is too large, the same planes are encoded more than once from here on and have to be whole.
            budget.isTight = bytes == nil
            return bytes.map { BudgetSearch.Made(bytes: $0, quality: choice.quality) }
        }
        let planes = try pipeline.planes(from: &source, of: file, context)
        context.timer.move(source.conversionTime, to: .color, from: .decode)
        if let converter {
            try planes.convert(with: converter, in: context)
            context.timer.record(.color)
        }
        defer { context.timer.record(.encode) }
        return try budget.encode(planes, choice, context)
    }

    private func output(
        _ made: BudgetSearch.Made, _ choice: EncodingChoice, _ budget: BudgetSearch
    ) -> RouteOutput {
        let size = choice.format.size
        var output = RouteOutput(bytes: made.bytes, format: .jpeg, size: size, isLossless: false)
        output.reasons = budget.reasons(plan, made, size, plannedQuality: choice.quality)
        output.quality = made.quality
        output.encodes = budget.encodes
        output.tell(picture.colors, picture.source.warnings)
        if !picture.colors.profile.isEmpty { output.keptMetadata = [.iccProfile] }
        return output
    }
}

extension JPEGPlanarSource {
    /// Tells the search what the bytes of the source say of those of the output.
    fileprivate func expect(
        of choice: EncodingChoice, _ size: PixelSize, _ plan: Plan, _ orientation: Orientation, fileBytes: Int,
        _ budget: inout BudgetSearch
    ) {
        // At its own size a picture takes about as many bytes again.
        if size == plan.targetSize, size == orientation.upright(structure.frame.size),
            structure.entropyByteCount > budget.maxBytes
        {
            budget.isTight = true
        }
        let keepsSourceSizeAndTables = plan.mayRecodeLosslessly && choice.quality == nil && size == plan.targetSize
        budget.leftShare = keepsSourceSizeAndTables ? plan.losslessRecodeShare(structure, fileBytes: fileBytes) : 0
        if keepsSourceSizeAndTables { budget.isTight = true }
    }
}
