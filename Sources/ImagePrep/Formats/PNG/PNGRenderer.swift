internal import CImageCodecs

/// Renders what came as PNG.
///
/// At its own size, in PNG and in its own colours, nothing about the samples changes: depth, palette and alpha stay, the
/// picture is only turned. Otherwise a palette becomes gray or RGB, and fewer than 8 bits become 8; 16 bits and alpha stay
/// where the output is PNG.
package struct PNGRenderer {
    let context: PreparationContext

    package init(_ context: PreparationContext) { self.context = context }

    package func render(
        _ input: Span<UInt8>, _ inspection: Inspection, _ structure: PNGStructure, for plan: Plan
    ) throws(ImagePrepError) -> RouteOutput {
        let options = context.options
        let renderPlan = try PNGRenderPlan(input, inspection, structure, for: plan, options: options)
        try PNGMemory(structure, inspection.orientation, plan, options).check(options.inputLimits)
        var codecContext = CodecContext(context)
        try context.workspace.png.decode(
            input, structure, rendersTruncated: options.truncated == .render, &codecContext)
        context.timer.record(.decode)
        var output: RouteOutput
        if plan.format == .jpeg {
            output = try PNGToJPEGRendering(renderPlan, in: context).render(plan)
        } else {
            var rendering = PNGRendering(inspection, renderPlan, in: context)
            output = try rendering.render(input, plan, &codecContext)
        }
        output.colorConversion = output.colorConversion ?? renderPlan.colorDescription
        output.warningCount = output.warnings.count + codecContext.warningCount
        output.warnings += codecContext.keptWarnings()
        return output
    }
}
