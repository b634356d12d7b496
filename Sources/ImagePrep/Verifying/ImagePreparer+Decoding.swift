extension ImagePreparer {
    /// What only decoding the whole image finds: missing or damaged data, and bytes that hide between it.
    ///
    /// Takes as long as preparing does. Empty for a file that decodes without a warning.
    public func decodingBreaches(of file: Span<UInt8>) -> [Breach] {
        do {
            let warnings = try decodingWarnings(of: file, in: PreparationContext(options))
            return warnings.map { Breach(code: "decode", kind: .imageData, description: "Decoding it warns: \($0).") }
        } catch {
            return [
                Breach(code: "decode", kind: .imageData, description: "It cannot be decoded: \(error.description)")
            ]
        }
    }

    private func decodingWarnings(
        of file: Span<UInt8>, in context: PreparationContext
    ) throws(ImagePrepError) -> [String] {
        var inspection = try inspect(file)
        // As it is stored: a turn may not be possible without pixels, which says nothing of the data.
        inspection.orientation = .upright
        guard case .png(let structure) = inspection.container else {
            // Reading coefficients goes over every byte of every scan.
            return try Transformer(context).check(file)
        }
        let plan = Plan(
            .render(), targetSize: inspection.uprightSize, format: inspection.format)
        try PNGMemory(structure, .upright, plan, options).check(options.inputLimits)
        var codecContext = CodecContext(context)
        // An index that the palette lacks is no damage: readers show it black, and a copy keeps it as it is.
        try context.workspace.png.decode(file, structure, rendersTruncated: false, &codecContext)
        return codecContext.keptWarnings()
    }
}
