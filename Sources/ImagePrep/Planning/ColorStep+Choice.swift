extension ColorStep {
    /// What has to happen so that the caller's colour policy holds.
    ///
    /// - Throws: `unsupported` for high dynamic range.
    package init(for inspection: Inspection, _ options: PrepareOptions) throws(ImagePrepError) {
        let color = inspection.sourceColor(options)
        if case .highDynamicRange(let name) = color {
            throw .unsupported(
                feature: "High dynamic range by \(name)",
                advice: "export the picture in standard dynamic range, such as sRGB or Display P3")
        }
        switch options.color {
        case .srgb: self = color.isPlain && !inspection.isInk ? .none : .convertToSRGB
        case .keep: self = inspection.hasColorToKeep ? .keepProfile : .none
        }
    }
}

extension Inspection {
    /// What the samples mean under the caller's policy for PNG's gAMA and cHRM.
    package func sourceColor(_ options: PrepareOptions) -> SourceColor {
        guard options.gamma == .honor, let honoured = coloring.colorByGamma else { return coloring.color }
        return honoured
    }

    fileprivate var isInk: Bool { colorModel == .cmyk || colorModel == .ycck }

    /// A profile that is whole, or PNG's gAMA, cHRM and their like. A broken profile says nothing and does not travel.
    fileprivate var hasColorToKeep: Bool {
        if case .broken = coloring.color { return false }
        return metadata.contains { $0.kind == .colorChunk || $0.kind == .iccProfile }
    }
}
