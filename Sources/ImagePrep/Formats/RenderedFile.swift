/// A file of a format that is only read: whatever comes of it is rendered. It answers what such a format leaves open.
package protocol RenderedFile: ImageFile {
    /// Opens the picture for reading rows.
    ///
    /// - Throws: what is wrong with the file, a limit, `outOfMemory`, `cancelled`.
    func openSource(
        of file: Span<UInt8>, _ inspection: Inspection, in context: PreparationContext
    ) throws(ImagePrepError) -> any PixelSource

    /// Bytes that reading the picture takes at its peak, from its header: the decoder's state, and what it keeps of the picture.
    var decodingMemory: Int { get }
    /// Of the pixels that a source gives.
    var pixelLayout: SampleLayout { get }
}

extension RenderedFile {
    package func openPixels(
        of file: Span<UInt8>, _ inspection: Inspection, for plan: Plan, in context: PreparationContext
    ) throws(ImagePrepError) -> PixelPicture {
        try context.options.inputLimits.check(
            .workingMemory, renderingMemory(inspection, plan, context.options))
        let source = try openSource(of: file, inspection, in: context)
        let picture = try PixelPicture(source, inspection, for: plan, context.options)
        context.timer.record(.decode)
        return picture
    }

    /// A render it is.
    package func refine(
        _ plan: inout Plan, _ inspection: Inspection, of file: Span<UInt8>, needsPixels: Bool,
        in context: PreparationContext
    ) throws(ImagePrepError) {}

    package func decodingWarnings(
        of file: Span<UInt8>, in context: PreparationContext
    ) throws(ImagePrepError) -> [String] {
        let inspection = try Inspector(limits: context.options.inputLimits).inspect(file)
        try context.options.inputLimits.check(.workingMemory, decodingMemory)
        let source = try openSource(of: file, inspection, in: context)
        try source.begin(scaledTo: source.size, of: file)
        var strip = try source.makeStrip()
        for start in stride(from: 0, to: source.size.height, by: PixelRows.atOnce) {
            try source.read(source.rows(from: start), of: file, into: &strip)
        }
        return source.warnings.descriptions
    }

    package func judge(
        _ file: Span<UInt8>, _ inspection: Inspection, by verifier: Verifier, in context: PreparationContext
    ) -> Verifier.Verdict {
        let description = "It is a \(format.displayName), and a \(naturalOutput.displayName) is what is made of one."
        return Verifier.Verdict(breaches: [Breach(code: "format", description: description)])
    }

    /// What reading takes, and four times the target's pixels: as they are read, filtered or in planes, and the file, which may be
    /// as large; with the coefficients of a progressive JPEG beside that.
    package func renderingMemory(_ inspection: Inspection, _ plan: Plan, _ options: PrepareOptions) -> Int {
        renderingMemory(inspection, plan, options, of: pixelLayout)
    }

    /// The same for a source that gives pixels of another layout than it could.
    func renderingMemory(
        _ inspection: Inspection, _ plan: Plan, _ options: PrepareOptions, of pixelLayout: SampleLayout
    ) -> Int {
        let pixels = plan.targetSize.pixelCount.multipliedReportingOverflow(by: pixelLayout.bytesPerPixel)
        let copies = options.progressive ? 6 : 4
        let (output, overflow) = pixels.partialValue.multipliedReportingOverflow(by: copies)
        let strips = 4 * inspection.storedSize.longestSide * PixelRows.atOnce * pixelLayout.bytesPerPixel
        guard !pixels.overflow, !overflow else { return .max / 2 }
        return min(.max / 2, output + RenderedFileMemory.fixed + strips) + min(.max / 4, decodingMemory)
    }
}

private enum RenderedFileMemory {
    /// Codec state, tables and rings of rows.
    static let fixed = 4 << 20
}
