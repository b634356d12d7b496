/// JPEG to JPEG: planes from end to end, at the sampling as they came.
///
/// decode -> resize -> orient -> encode, and again where the bytes are too many. Colours are converted as the planes come,
/// or after the resize where there is one; CMYK leaves its planes for that.
struct PlanarRendering {
    let context: PreparationContext
    let structure: JPEGStructure
    let orientation: Orientation
    let plan: Plan
    private var options: PrepareOptions { context.options }
    /// Where the colours are not sRGB.
    private let converter: ColorConverter?
    /// Whether planes have to be put together to convert them.
    private let isInterleaved: Bool
    /// What travels along.
    private let profile: [UInt8]

    /// - Throws: `outOfMemory`.
    init(
        _ inspection: Inspection, _ structure: JPEGStructure, _ plan: Plan, in context: PreparationContext
    ) throws(ImagePrepError) {
        self.context = context
        self.structure = structure
        self.plan = plan
        orientation = inspection.orientation
        profile = plan.color == .keepProfile ? inspection.coloring.iccProfile : []
        guard plan.color == .convertToSRGB else {
            (converter, isInterleaved) = (nil, false)
            return
        }
        converter = try ColorConverter(
            inspection.sourceColor(context.options), inspection.colorModel.samples, bytesPerSample: 1)
        isInterleaved = converter != nil && !PlanarConversion.isSupported(structure, inspection.colorModel)
    }

    /// Nil where only the budget asked for this, and the source, recoded losslessly, is predicted to fit.
    func render(
        _ file: Span<UInt8>
    ) throws(ImagePrepError) -> RouteOutput? {
        let memory = JPEGMemory(
            structure, fileBytes: file.count, orientation: orientation, target: plan.targetSize, options: options)
        try memory.check(options.inputLimits)
        var budget = BudgetSearch(options)
        var size = plan.targetSize
        while true {
            let decoder = try open(file, for: size)
            let choice = try EncodingChoice(
                decoder, size, orientation, options: options, bitsPerPixel: structure.bitsPerPixel, profile: profile,
                conversion: converter == nil ? .none : isInterleaved ? .interleaved : .planar)
            // At its own size a picture takes about as many bytes again.
            if size == plan.targetSize, size == orientation.upright(structure.frame.size),
                structure.entropyByteCount > budget.maxBytes
            {
                budget.isTight = true
            }
            let keepsSourceSizeAndTables = plan.mayRecodeLosslessly && choice.quality == nil && size == plan.targetSize
            budget.leftShare =
                keepsSourceSizeAndTables ? plan.losslessRecodeShare(structure, fileBytes: file.count) : 0
            if keepsSourceSizeAndTables { budget.isTight = true }
            let pipeline = PlanePipeline(orientation: orientation, target: choice.format, filter: options.filter)
            let made = try encode(decoder, choice, pipeline, of: file, under: &budget)
            if let made { return output(made, choice, budget, warnings: decoder.warnings) }
            if budget.losslessRecodeFits { return nil }
            size = try budget.nextSize(after: size)
        }
    }

    private func open(
        _ input: Span<UInt8>, for size: PixelSize
    ) throws(ImagePrepError) -> JPEGDecoder {
        let decoder = try context.workspace.jpegCodecs.takeDecoder(for: structure)
        try decoder.open(
            input, layout: isInterleaved ? .interleaved : .planes, scaleEighths: scaleEighths(for: size),
            in: context)
        return decoder
    }

    private func scaleEighths(for size: PixelSize) -> Int {
        DCTScale.eighths(from: structure.frame.size, to: orientation.inverse.upright(size))
    }

    /// The bytes and their quality, or nil where no permitted quality makes this size small enough.
    private func encode(
        _ decoder: JPEGDecoder, _ choice: EncodingChoice, _ pipeline: PlanePipeline,
        of file: Span<UInt8>, under budget: inout BudgetSearch
    ) throws(ImagePrepError) -> BudgetSearch.Made? {
        if isInterleaved, let converter {
            var source = try CMYKPlaneSource(
                decoder, converter, scaleEighths: scaleEighths(for: choice.format.size),
                in: context)
            let made = try encode(&source, choice, pipeline, of: file, under: &budget)
            context.timer.move(source.duration, to: .color, from: .decode)
            return made
        }
        let source = try JPEGPlaneSource(decoder)
        guard choice.repeatsSamples else {
            return try encodePlanes(of: source, choice, pipeline, of: file, under: &budget)
        }
        return try encodePlanes(of: ReplicatedChromaSource(source), choice, pipeline, of: file, under: &budget)
    }

    /// Converts the colours as the planes come, unless they become fewer first.
    private func encodePlanes(
        of base: consuming some PlaneSource & ~Copyable, _ choice: EncodingChoice, _ pipeline: PlanePipeline,
        of file: Span<UInt8>, under budget: inout BudgetSearch
    ) throws(ImagePrepError) -> BudgetSearch.Made? {
        guard let converter, !pipeline.resizes(base) else {
            var source = base
            return try encode(
                &source, choice, pipeline, of: file, under: &budget, convertingAfterwards: converter)
        }
        var source = try ConvertedPlaneSource(base, converter, in: context)
        let made = try encode(&source, choice, pipeline, of: file, under: &budget)
        context.timer.move(source.duration, to: .color, from: .decode)
        return made
    }

    private func encode(
        _ source: inout some PlaneSource & ~Copyable, _ choice: EncodingChoice, _ pipeline: PlanePipeline,
        of file: Span<UInt8>, under budget: inout BudgetSearch,
        convertingAfterwards converter: ColorConverter? = nil
    ) throws(ImagePrepError) -> BudgetSearch.Made? {
        if pipeline.keepsRowOrder(source), !budget.isTight {
            budget.encodes += 1
            let bytes = try context.workspace.jpegCodecs.takeEncoder().encode(
                streaming: &source, of: file, isMirrored: orientation == .flipHorizontally, choice.settings,
                maxBytes: budget.maxBytes, in: context)
            // Where it is too large, the same planes are encoded more than once from here on and have to be whole.
            budget.isTight = bytes == nil
            return bytes.map { BudgetSearch.Made(bytes: $0, quality: choice.quality) }
        }
        let planes = try pipeline.planes(from: &source, of: file, context)
        if let converter {
            try planes.convert(with: converter, in: context)
            context.timer.record(.color)
        }
        defer { context.timer.record(.encode) }
        return try budget.encode(planes, choice, context)
    }

    private func output(
        _ made: BudgetSearch.Made, _ choice: EncodingChoice, _ budget: BudgetSearch,
        warnings: (descriptions: [String], count: Int)
    ) -> RouteOutput {
        let size = choice.format.size
        var output = RouteOutput(bytes: made.bytes, format: .jpeg, size: size, isLossless: false)
        output.reasons = budget.reasons(plan, made, size, plannedQuality: choice.quality)
        output.quality = made.quality
        output.encodes = budget.encodes
        (output.warnings, output.warningCount) = warnings
        output.colorConversion = converter?.displayName
        if !profile.isEmpty { output.keptMetadata = [.iccProfile] }
        return output
    }
}

extension ColorModel {
    /// What a converter has to be made for, once samples are out of their planes.
    var samples: ColorConverter.Samples {
        switch self {
        case .gray, .grayAlpha: .gray
        case .rgb, .yCbCr, .palette: .rgb
        case .rgba: .rgba
        case .cmyk, .ycck: .cmyk
        }
    }
}
