extension ImagePreparer {
    /// What only decoding the whole image finds: missing or damaged data, and bytes that hide between it.
    ///
    /// Takes as long as preparing does. Empty for a file that decodes without a warning.
    public func decodingBreaches(of file: Span<UInt8>) -> [Breach] {
        var workspace = Workspace()
        do {
            let warnings = try decodingWarnings(of: file, using: &workspace)
            return warnings.map { Breach(code: "decode", kind: .imageData, description: "Decoding it warns: \($0).") }
        } catch {
            return [
                Breach(code: "decode", kind: .imageData, description: "It cannot be decoded: \(error.description)")
            ]
        }
    }

    private func decodingWarnings(
        of file: Span<UInt8>, using workspace: inout Workspace
    ) throws(ImagePrepError) -> [String] {
        var inspection = try inspect(file)
        // As it is stored: a turn may not be possible without pixels, which says nothing of the data.
        inspection.orientation = .upright
        guard case .png(let structure) = inspection.container else {
            // Reading coefficients goes over every byte of every scan.
            return try Transformer(options: options).check(file, &workspace)
        }
        let plan = Plan(
            route: .render, reason: "", targetSize: inspection.uprightSize, format: inspection.format, color: .none)
        try PNGMemory(structure, .upright, plan, options).check(options.inputLimits)
        var context = CodecContext(limits: options.inputLimits, cancellation: workspace.cancellation)
        // An index that the palette lacks is no damage: readers show it black, and a copy keeps it as it is.
        try workspace.png.decode(file, structure, rendersTruncated: false, &context)
        return context.keptWarnings()
    }
}
