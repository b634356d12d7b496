internal import CImageCodecs

/// Renders what came as PNG.
///
/// At its own size, in PNG and in its own colours, nothing about the samples changes: depth, palette and alpha stay, the
/// picture is only turned. Otherwise a palette becomes gray or RGB, and fewer than 8 bits become 8; 16 bits and alpha stay
/// where the output is PNG.
package struct PNGRenderer {
    let options: PrepareOptions

    package init(options: PrepareOptions) { self.options = options }

    package func render(
        _ input: Span<UInt8>, _ inspection: Inspection, _ structure: PNGStructure, _ plan: Plan,
        _ stages: inout StageClock, _ workspace: inout Workspace
    ) throws(ImagePrepError) -> RouteOutput {
        let picture = try PNGPicture(input, inspection, structure, plan, options)
        try PNGMemory(structure, inspection.orientation, plan, options).check(options.inputLimits)
        var context = CodecContext(limits: options.inputLimits, cancellation: workspace.cancellation)
        try workspace.png.decode(input, structure, rendersTruncated: options.truncated == .render, &context)
        stages.finish(.decode)
        var output: RouteOutput
        if plan.format == .jpeg {
            output = try PNGToJPEGRendering(options, picture).render(plan, &stages, &workspace)
        } else {
            var rendering = PNGRendering(options: options, inspection: inspection, picture: picture)
            output = try rendering.render(input, plan, &context, &stages, &workspace)
        }
        output.colorConversion = output.colorConversion ?? picture.colorWords
        output.warningCount = output.warnings.count + context.warningCount
        output.warnings += context.keptWarnings()
        return output
    }
}
