/// The pixels of a decoded PNG as plain samples. They lie in the codec, which decodes them again where an encoding gave their
/// memory back.
final class PNGPixelSource: PixelSource {
    let renderPlan: PNGRenderPlan
    let warnings: (descriptions: [String], count: Int)
    private let context: PreparationContext

    /// Decodes.
    ///
    /// - Throws: `malformed`, `truncated`, `limitExceeded`, `outOfMemory`, `cancelled`.
    convenience init(
        _ renderPlan: PNGRenderPlan, of file: Span<UInt8>, in context: PreparationContext
    ) throws(ImagePrepError) {
        var codecContext = CodecContext(context)
        try context.workspace.png.decode(
            file, renderPlan.structure, rendersTruncated: context.options.truncated == .render, &codecContext)
        context.timer.record(.decode)
        self.init(renderPlan, (codecContext.keptWarnings(), codecContext.warningCount), context)
    }

    private init(
        _ renderPlan: PNGRenderPlan, _ warnings: (descriptions: [String], count: Int), _ context: PreparationContext
    ) {
        self.renderPlan = renderPlan
        self.warnings = warnings
        self.context = context
    }

    var size: PixelSize { renderPlan.storedSize }
    var layout: SampleLayout { renderPlan.expansion.layout }
    var codec: PNGCodec { context.workspace.png }

    /// The same pixels with other things to become of them.
    func with(_ renderPlan: PNGRenderPlan) -> PNGPixelSource { PNGPixelSource(renderPlan, warnings, context) }

    var picture: PixelPicture {
        PixelPicture(
            self,
            PictureColors(renderPlan.converter, by: renderPlan.colorsDone, profile: renderPlan.iccProfile))
    }

    func read(_ rows: Range<Int>, of file: Span<UInt8>, into strip: inout PixelBuffer) throws(ImagePrepError) {
        try context.checkCancellation()
        if rows.lowerBound == 0 { try codec.restoreRaster(file, renderPlan.structure, context) }
        codec.expand(renderPlan.expansion, rows, into: &strip)
    }
}

extension PNGStructure {
    package func openPixels(
        of file: Span<UInt8>, _ inspection: Inspection, for plan: Plan, in context: PreparationContext
    ) throws(ImagePrepError) -> PixelPicture {
        let options = context.options
        let renderPlan = try PNGRenderPlan(file, inspection, self, for: plan, options: options)
        try PNGMemory(self, inspection.orientation, plan, options).check(options.inputLimits)
        return try PNGPixelSource(renderPlan, of: file, in: context).picture
    }
}
