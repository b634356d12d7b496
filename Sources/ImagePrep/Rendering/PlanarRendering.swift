/// JPEG to JPEG where colour stays as it is: planes from end to end, at the sampling as they came.
///
/// decode -> resize -> orient -> encode, and again where the bytes are too many.
struct PlanarRendering {
    let options: PrepareOptions
    let structure: JPEGStructure
    let orientation: Orientation
    let plan: Plan

    func render(
        _ input: Span<UInt8>, _ stages: inout StageClock, _ workspace: inout Workspace
    ) throws(ImagePrepError) -> RouteOutput {
        let memory = JPEGMemory(
            structure, fileBytes: input.count, orientation: orientation, target: plan.targetSize, options: options)
        try memory.check(options.inputLimits)
        var budget = BudgetSearch(options)
        var size = plan.targetSize
        while true {
            let decoder = try open(input, for: size, &workspace)
            let choice = try EncodingChoice(decoder, size, orientation, options, profile: profile(input))
            // With its own tables a picture takes about as many bytes again.
            if choice.quality == nil, structure.entropyByteCount > budget.maxBytes { budget.isTight = true }
            let pipeline = PlanePipeline(orientation: orientation, target: choice.format, filter: options.filter)
            let made = try encode(decoder, choice, pipeline, &budget, &stages, &workspace)
            if let made { return output(made, size, budget, decoder) }
            size = try budget.smaller(than: size)
        }
    }

    private func open(
        _ input: Span<UInt8>, for size: PixelSize, _ workspace: inout Workspace
    ) throws(ImagePrepError) -> JPEGDecoder {
        let decoder = try workspace.jpegCodecs.takeDecoder()
        let stored = orientation.inverse.upright(size)
        try decoder.open(
            input, layout: .planes, scaleEighths: DCTScale.eighths(from: structure.frame.size, to: stored),
            truncated: options.truncated, limits: options.inputLimits, cancellation: workspace.cancellation)
        return decoder
    }

    /// The bytes and their quality, or nil where no permitted quality makes this size small enough.
    private func encode(
        _ decoder: JPEGDecoder, _ choice: EncodingChoice, _ pipeline: PlanePipeline, _ budget: inout BudgetSearch,
        _ stages: inout StageClock, _ workspace: inout Workspace
    ) throws(ImagePrepError) -> BudgetSearch.Made? {
        var source = try JPEGPlaneSource(decoder)
        guard choice.repeatsSamples else {
            return try encode(&source, choice, pipeline, &budget, &stages, &workspace)
        }
        var repeated = try RepeatedPlaneSource(source)
        return try encode(&repeated, choice, pipeline, &budget, &stages, &workspace)
    }

    private func encode(
        _ source: inout some PlaneSource & ~Copyable, _ choice: EncodingChoice, _ pipeline: PlanePipeline,
        _ budget: inout BudgetSearch, _ stages: inout StageClock, _ workspace: inout Workspace
    ) throws(ImagePrepError) -> BudgetSearch.Made? {
        let encoder = try workspace.jpegCodecs.takeEncoder()
        let cancellation = workspace.cancellation
        if pipeline.keepsRowOrder(source), !budget.isTight {
            budget.encodes += 1
            let bytes = try encoder.encode(
                streaming: &source, isMirrored: orientation == .flipHorizontally, choice.settings,
                maxBytes: budget.maxBytes, &stages, cancellation: cancellation)
            // Where it is too large, the same planes are encoded more than once from here on and have to be whole.
            budget.isTight = bytes == nil
            return bytes.map { BudgetSearch.Made(bytes: $0, quality: choice.quality) }
        }
        let planes = try pipeline.planes(from: &source, &workspace.resamplers, &stages)
        defer { stages.finish(.encode) }
        return try budget.encode(planes, choice, encoder, cancellation)
    }

    private func output(
        _ made: BudgetSearch.Made, _ size: PixelSize, _ budget: BudgetSearch, _ decoder: JPEGDecoder
    ) -> RouteOutput {
        var output = RouteOutput(bytes: made.bytes, format: .jpeg, size: size, isLossless: false)
        output.quality = made.quality
        output.encodes = budget.encodes
        (output.warnings, output.warningCount) = decoder.warnings
        if options.color == .keep { output.keptMetadata = [.iccProfile] }
        return output
    }

    /// The embedded profile where it is to be kept; its parts carry their numbers from 1 on at byte 12.
    private func profile(_ input: Span<UInt8>) -> [UInt8] {
        guard options.color == .keep else { return [] }
        let parts = structure.iccParts.filter { $0.count > 14 }
            .sorted { input[$0.lowerBound + 12] < input[$1.lowerBound + 12] }
        var profile: [UInt8] = []
        for part in parts {
            for index in part.dropFirst(14) { profile.append(input[index]) }
        }
        return profile
    }
}
