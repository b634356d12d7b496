/// A decoded PNG on its way to a JPEG below the budget: laid upon the background, 8 bits, YCbCr or gray.
struct PNGToJPEGRendering {
    let context: PreparationContext
    let renderPlan: PNGRenderPlan
    var options: PrepareOptions { context.options }

    init(_ renderPlan: PNGRenderPlan, in context: PreparationContext) {
        self.context = context
        self.renderPlan = renderPlan
    }

    func render(_ plan: Plan) throws(ImagePrepError) -> RouteOutput {
        let pixels = PNGRowSource(renderPlan, in: context)
        var budget = BudgetSearch(options)
        var size = plan.targetSize
        while true {
            let choice = EncodingChoice(
                PlanarFormat(size: size, pixels.layout), options, profile: renderPlan.iccProfile)
            let planes = try self.planes(pixels, choice.format)
            let made = try budget.encode(planes, choice, context)
            context.timer.record(.encode)
            if let made { return output(made, choice, budget, of: plan) }
            size = try budget.nextSize(after: size)
        }
    }

    /// Upright and of the target's size. Where colour is converted, that happens to pixels, after they became fewer and
    /// before they are laid upon the background, which is sRGB.
    private func planes(_ pixels: PNGRowSource, _ target: PlanarFormat) throws(ImagePrepError) -> Planes {
        let pipeline = PlanePipeline(orientation: renderPlan.orientation, target: target, filter: options.filter)
        guard let converter = renderPlan.converter else {
            var source = try PNGPlaneSource(pixels, background: options.background)
            return try pipeline.planes(from: &source, context)
        }
        var buffer = try pixels.resampled(
            to: renderPlan.orientation.inverse.upright(target.size), filter: options.filter,
            using: &context.workspace.resamplers.first)
        context.timer.record(.resize)
        try converter.convert(&buffer, in: context)
        context.timer.record(.color)
        var source = PixelPlaneSource(buffer, pixels.layout, background: options.background)
        return try pipeline.planes(from: &source, context)
    }

    private func output(
        _ made: BudgetSearch.Made, _ choice: EncodingChoice, _ budget: BudgetSearch, of plan: Plan
    ) -> RouteOutput {
        let size = choice.format.size
        var output = RouteOutput(bytes: made.bytes, format: .jpeg, size: size, isLossless: false)
        output.reasons = budget.reasons(plan, made, size, plannedQuality: choice.quality)
        output.quality = made.quality
        output.encodes = budget.encodes
        if !renderPlan.iccProfile.isEmpty { output.keptMetadata = [.iccProfile] }
        return output
    }
}
