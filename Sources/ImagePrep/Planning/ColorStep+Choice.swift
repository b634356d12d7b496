extension ColorStep {
    /// What has to happen so that the caller's colour policy holds.
    ///
    /// - Throws: `unsupported` for high dynamic range where the options refuse it.
    package init(
        for inspection: Inspection, as format: ImageFormat, _ options: PrepareOptions
    ) throws(ImagePrepError) {
        let color = inspection.sourceColor(options)
        if case .highDynamicRange(let range) = color, options.highDynamicRange == .refuse {
            throw .unsupported(
                feature: "High dynamic range by \(range.name)",
                advice:
                    "allow tone mapping (--hdr map), or export the picture in standard dynamic range, such as sRGB or Display P3"
            )
        }
        switch options.color {
        case .srgb: self = color.isPlain && !inspection.isCMYK ? .none : .convertToSRGB
        case .keep where !inspection.canKeepColor(color, as: format): self = .convertToSRGB
        case .keep: self = inspection.hasColorToKeep ? .keepProfile : .none
        }
    }

    /// What the receipt says where colours had to be converted that were to be kept.
    static func cannotKeep(_ color: SourceColor, as format: ImageFormat) -> String {
        "Colours that are \(color.name ?? "") without an ICC profile cannot be kept in a \(format.displayName) and are converted to sRGB."
    }
}

extension Inspection {
    /// What the samples mean under the caller's policy for PNG's gAMA and cHRM.
    package func sourceColor(_ options: PrepareOptions) -> SourceColor {
        guard options.gamma == .honor, let honoured = coloring.colorByGamma else { return coloring.color }
        return honoured
    }

    /// Whether what the colours mean can stand in the output: by an ICC profile always, by what a format has for it only in
    /// that format, and by Exif never. Otherwise pixels that are kept would be shown in other colours.
    fileprivate func canKeepColor(_ color: SourceColor, as format: ImageFormat) -> Bool {
        color.isPlain || !coloring.iccProfile.isEmpty || self.format == format && format.descriptor.keepsNamedColors
    }

    fileprivate var isCMYK: Bool { colorModel == .cmyk || colorModel == .ycck }

    /// A profile that is whole, or PNG's gAMA, cHRM and their like. A broken profile says nothing and does not travel.
    fileprivate var hasColorToKeep: Bool {
        if case .broken = coloring.color { return false }
        return metadata.contains { $0.kind == .colorChunk || $0.kind == .iccProfile }
    }
}
