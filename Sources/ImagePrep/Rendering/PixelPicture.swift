/// A picture that is opened to be rendered from its pixels, and what has to happen to their colours.
package struct PixelPicture {
    let source: any PixelSource
    /// Converted after the resize.
    let colors: PictureColors

    /// For a source whose colours are as the file has them, unless it converts them itself.
    ///
    /// - Throws: `outOfMemory`; `malformed` where Little CMS refuses the profile after all.
    package init(
        _ source: any PixelSource, _ inspection: Inspection, for plan: Plan, _ options: PrepareOptions
    ) throws(ImagePrepError) {
        guard source.converter == nil else {
            self.init(source, PictureColors(nil, by: source.converter, profile: []))
            return
        }
        let layout = source.layout
        let colors = try PictureColors(
            inspection, layout.samples, bytesPerSample: layout.bytesPerSample, for: plan, options)
        self.init(source, colors)
    }

    init(_ source: any PixelSource, _ colors: PictureColors) {
        self.source = source
        self.colors = colors
    }

    /// The pixels at another size, or at the same, in the colours of the output; not turned yet.
    ///
    /// - Throws: what is wrong with the file; `outOfMemory`, `cancelled`.
    func pixels(
        _ size: PixelSize, of file: Span<UInt8>, in context: PreparationContext
    ) throws(ImagePrepError) -> PixelBuffer {
        var buffer = try source.resampled(to: size, of: file, in: context)
        guard let converter = colors.converter else { return buffer }
        try converter.convert(&buffer, in: context)
        context.timer.record(.color)
        return buffer
    }
}

extension SampleLayout {
    /// What a converter has to be made for.
    var samples: ColorConverter.Samples {
        switch channels {
        case 1, 2: .gray
        case 3: .rgb
        default: .rgba
        }
    }
}
