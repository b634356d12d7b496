/// What happens to the colours of a picture that is rendered, and what of them travels along.
package struct PictureColors {
    /// What samples go through; nil where nothing happens to colour, or the source did it.
    let converter: ColorConverter?
    /// What converts them, here or in the source, for the receipt; nil where nothing does.
    let description: String?
    let isToneMapped: Bool
    /// The ICC profile that travels along; empty where none does.
    let profile: [UInt8]

    /// - Parameter done: what converts the colours, here or in the source.
    init(_ converter: ColorConverter?, by done: ColorConverter?, profile: [UInt8]) {
        self.converter = converter
        description = done?.displayName
        isToneMapped = done?.isToneMapped ?? false
        self.profile = profile
    }

    /// Of samples as the file has them, as the plan says.
    ///
    /// - Throws: `outOfMemory`; `malformed` where Little CMS refuses the profile after all.
    init(
        _ inspection: Inspection, _ samples: ColorConverter.Samples, bytesPerSample: Int, for plan: Plan,
        _ options: PrepareOptions
    ) throws(ImagePrepError) {
        let converter =
            plan.color == .convertToSRGB
            ? try ColorConverter(inspection.sourceColor(options), samples, bytesPerSample: bytesPerSample) : nil
        self.init(converter, by: converter, profile: plan.color == .keepProfile ? inspection.coloring.iccProfile : [])
    }
}

extension RouteOutput {
    /// Adds what happened to the colours of what was rendered, and what its source warned of.
    mutating func tell(_ colors: PictureColors, _ warnings: (descriptions: [String], count: Int)) {
        colorConversion = colors.description
        isToneMapped = colors.isToneMapped
        warningCount = self.warnings.count + warnings.count
        self.warnings += warnings.descriptions
    }
}
