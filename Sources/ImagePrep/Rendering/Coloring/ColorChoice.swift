extension Inspection {
    /// What the samples mean under the caller's policy for PNG's gAMA and cHRM.
    package func sourceColor(_ options: PrepareOptions) -> SourceColor {
        guard options.gamma == .honor, let honoured = coloring.colorByGamma else { return coloring.color }
        return honoured
    }

    /// What has to happen to colour so that the output means what the caller chose.
    ///
    /// - Throws: `unsupported` for high dynamic range, whose highlights no sRGB picture has room for.
    package func colorStep(_ options: PrepareOptions) throws(ImagePrepError) -> ColorStep {
        let color = sourceColor(options)
        if case .highDynamicRange(let name) = color {
            throw .unsupported(
                feature: "High dynamic range by \(name)",
                advice: "export the picture in standard dynamic range, such as sRGB or Display P3")
        }
        guard options.color == .srgb else { return .none }
        let isInk = colorModel == .cmyk || colorModel == .ycck
        return color.isPlain && !isInk ? .none : .convertToSRGB
    }
}
