/// A picture that is opened to be rendered from its pixels, and what has to happen to their colours.
package struct PixelPicture {
    let source: any PixelSource
    /// What samples go through after they are resized; nil where nothing happens to colour, or the source did it.
    let converter: ColorConverter?
    /// For the receipt.
    let colorDescription: String?
    let isToneMapped: Bool
    /// The ICC profile that travels along; empty where none does.
    let profile: [UInt8]

    /// For a source whose colours are as the file has them.
    ///
    /// - Throws: `outOfMemory`; `malformed` where Little CMS refuses the profile after all.
    package init(
        _ source: any PixelSource, _ inspection: Inspection, for plan: Plan, _ options: PrepareOptions
    ) throws(ImagePrepError) {
        let converter =
            plan.color == .convertToSRGB
            ? try ColorConverter(
                inspection.sourceColor(options), source.layout.samples, bytesPerSample: source.layout.bytesPerSample)
            : nil
        self.init(
            source, converter, by: converter,
            profile: plan.color == .keepProfile ? inspection.coloring.iccProfile : [])
    }

    /// - Parameter done: what converts the colours, here or in the source.
    init(_ source: any PixelSource, _ converter: ColorConverter?, by done: ColorConverter?, profile: [UInt8]) {
        self.source = source
        self.converter = converter
        colorDescription = done?.displayName
        isToneMapped = done?.isToneMapped ?? false
        self.profile = profile
    }

    /// The pixels at another size, or at the same, in the colours of the output; not turned yet.
    ///
    /// - Throws: what is wrong with the file; `outOfMemory`, `cancelled`.
    func pixels(
        _ size: PixelSize, of file: Span<UInt8>, in context: PreparationContext
    ) throws(ImagePrepError) -> PixelBuffer {
        var buffer = try source.resampled(to: size, of: file, in: context)
        guard let converter else { return buffer }
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

extension RouteOutput {
    /// Adds what the source warned of, and what happened to its colours.
    mutating func tell(_ picture: PixelPicture) {
        colorConversion = picture.colorDescription
        isToneMapped = picture.isToneMapped
        let (descriptions, count) = picture.source.warnings
        warningCount = warnings.count + count
        warnings += descriptions
    }
}
