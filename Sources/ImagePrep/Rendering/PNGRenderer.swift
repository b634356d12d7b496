internal import CImageCodecs

/// Renders what came as PNG.
///
/// At its own size, in PNG, nothing about the samples changes: depth, palette and alpha stay, the picture is only turned.
/// Otherwise a palette becomes gray or RGB, and fewer than 8 bits become 8; 16 bits and alpha stay where the output is PNG.
package struct PNGRenderer {
    let options: PrepareOptions

    package init(options: PrepareOptions) { self.options = options }

    package func render(
        _ input: Span<UInt8>, _ inspection: Inspection, _ structure: PNGStructure, _ plan: Plan,
        _ stages: inout StageClock, _ workspace: inout Workspace
    ) throws(ImagePrepError) -> RouteOutput {
        guard plan.format == .png else {
            throw .unsupported(feature: "Converting PNG", advice: "wait for it to be built")
        }
        let converter =
            plan.color == .convertToSRGB
            ? try ColorConverter(inspection.sourceColor(options), of: structure) : nil
        try PNGMemory(
            structure, inspection.orientation, plan.targetSize,
            keepsSamples: converter == nil || structure.header.colorType == 3
        ).check(options.inputLimits)
        var context = CodecContext(limits: options.inputLimits, cancellation: workspace.cancellation)
        try workspace.png.decode(input, structure, rendersTruncated: options.truncated == .render, &context)
        stages.finish(.decode)
        var rendering = PNGRendering(
            options: options, structure: structure, orientation: inspection.orientation,
            pixels: try PNGPixels(input, structure, background: nil, converter: converter), converter: converter)
        var output = try rendering.render(input, plan, &context, &stages, &workspace)
        let words = context.keptWarnings()
        output.warningCount = output.warnings.count + context.warningCount
        output.warnings += words
        output.colorConversion = converter?.words
        return output
    }
}
