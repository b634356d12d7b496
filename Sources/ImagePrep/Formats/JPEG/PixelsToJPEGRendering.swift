/// Pixels on their way to a JPEG below the budget: laid upon the background, 8 bits, YCbCr or gray.
struct PixelsToJPEGRendering {
    let context: PreparationContext
    let picture: PixelPicture
    let orientation: Orientation
    var options: PrepareOptions { context.options }

    func render(_ file: Span<UInt8>, _ plan: Plan) throws(ImagePrepError) -> RouteOutput {
        var budget = BudgetSearch(options)
        var size = plan.targetSize
        while true {
            let choice = EncodingChoice(
                PlanarFormat(size: size, picture.source.layout), options, profile: picture.colors.profile)
            let planes = try self.planes(choice.format, of: file)
            let made = try budget.encode(planes, choice, context)
            context.timer.record(.encode)
            if let made { return output(made, choice, budget, of: plan) }
            size = try budget.nextSize(after: size)
        }
    }

    /// Upright and of the target's size. Where colour is converted, that happens to pixels, after they became fewer and
    /// before they are laid upon the background, which is sRGB.
    private func planes(_ target: PlanarFormat, of file: Span<UInt8>) throws(ImagePrepError) -> Planes {
        let pipeline = PlanePipeline(orientation: orientation, target: target, filter: options.filter)
        let stored = orientation.inverse.upright(target.size)
        guard picture.colors.converter != nil else {
            try picture.source.begin(scaledTo: stored, of: file)
            var source = try PixelPlaneSource(picture.source, background: options.background)
            return try pipeline.planes(from: &source, of: file, context)
        }
        let buffer = try picture.pixels(stored, of: file, in: context)
        var source = BufferPlaneSource(buffer, picture.source.layout, background: options.background)
        return try pipeline.planes(from: &source, of: file, context)
    }

    private func output(
        _ made: BudgetSearch.Made, _ choice: EncodingChoice, _ budget: BudgetSearch, of plan: Plan
    ) -> RouteOutput {
        let size = choice.format.size
        var output = RouteOutput(bytes: made.bytes, format: .jpeg, size: size, isLossless: false)
        output.reasons = budget.reasons(plan, made, size, plannedQuality: choice.quality)
        output.quality = made.quality
        output.encodes = budget.encodes
        if !picture.colors.profile.isEmpty { output.keptMetadata = [.iccProfile] }
        return output
    }
}

extension JPEGFormat: OutputEncoder {
    static var isLossless: Bool { false }

    static func render(
        _ file: Span<UInt8>, _ inspection: Inspection, _ plan: Plan, in context: PreparationContext
    ) throws(ImagePrepError) -> AttemptOutcome {
        if let picture = try inspection.file.openPlanes(of: file, inspection, for: plan, in: context) {
            let rendering = PlanarRendering(picture, inspection, plan, in: context)
            return try rendering.render(file).map { .made($0) } ?? .handedOn(to: .transform)
        }
        let picture = try inspection.file.openPixels(of: file, inspection, for: plan, in: context)
        return .made(try render(picture, of: file, inspection, plan, in: context))
    }

    static func render(
        _ picture: PixelPicture, of file: Span<UInt8>, _ inspection: Inspection, _ plan: Plan,
        in context: PreparationContext
    ) throws(ImagePrepError) -> RouteOutput {
        var output = try PixelsToJPEGRendering(
            context: context, picture: picture, orientation: inspection.orientation
        ).render(file, plan)
        output.tell(picture.colors, picture.source.warnings)
        return output
    }
}
