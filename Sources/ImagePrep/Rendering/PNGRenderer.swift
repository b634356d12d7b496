internal import CImageCodecs

/// Renders what came as PNG.
///
/// At its own size, in PNG, nothing about the samples changes: depth, palette and alpha stay, the picture is only turned.
package struct PNGRenderer {
    let options: PrepareOptions

    package init(options: PrepareOptions) { self.options = options }

    package func render(
        _ input: Span<UInt8>, _ inspection: Inspection, _ structure: PNGStructure, _ plan: Plan,
        _ stages: inout StageClock, _ workspace: inout Workspace
    ) throws(ImagePrepError) -> RouteOutput {
        guard plan.format == .png, plan.targetSize == inspection.uprightSize, plan.color == .none else {
            throw .unsupported(feature: "Resizing and converting PNG", advice: "wait for it to be built")
        }
        return try renderExactly(input, inspection, structure, &stages, &workspace)
    }

    /// The samples as they are, turned; palette indices stay palette indices.
    private func renderExactly(
        _ input: Span<UInt8>, _ inspection: Inspection, _ structure: PNGStructure,
        _ stages: inout StageClock, _ workspace: inout Workspace
    ) throws(ImagePrepError) -> RouteOutput {
        try PNGMemory(exact: structure).check(options.inputLimits)
        var context = CodecContext(limits: options.inputLimits, cancellation: workspace.cancellation)
        try workspace.png.decode(input, structure, rendersTruncated: options.truncated == .render, &context)
        stages.finish(.decode)
        defer { stages.finish(.encode) }
        var chunks = PNGLeadingChunks(options: options)
        chunks.collect(
            input, structure, largestIndex: structure.header.colorType == 3 ? workspace.png.largestIndex() : 0)
        var settings = PNGEncoding(
            orientation: inspection.orientation, maxBytes: options.maxBytes, chunks: chunks.writer.bytes)
        var encodes = 1
        var bytes = try workspace.png.encodeRaster(structure.header, settings, &context)
        if bytes == nil {
            settings.effort = IP_PNG_SMALL
            encodes = 2
            bytes = try workspace.png.encodeRaster(structure.header, settings, &context)
        }
        guard let bytes else {
            throw .budgetUnreachable(budget: options.maxBytes, smallest: options.maxBytes)
        }
        var output = RouteOutput(bytes: bytes, format: .png, size: inspection.uprightSize, isLossless: true)
        output.encodes = encodes
        output.keptMetadata = chunks.kept
        output.warnings = chunks.warnings + context.keptWarnings()
        output.warningCount = chunks.warnings.count + context.warningCount
        return output
    }
}
