extension ImagePreparer {
    /// What only decoding the whole image finds: missing or damaged data, and bytes that hide between it.
    ///
    /// Takes as long as preparing does. Empty for a file that decodes without a warning.
    public func decodingBreaches(of file: Span<UInt8>) -> [Breach] {
        var workspace = Workspace()
        do {
            let warnings = try decodingWarnings(of: file, using: &workspace)
            return warnings.map { Breach(code: "decode", description: "Decoding it warns: \($0).") }
        } catch {
            return [Breach(code: "decode", description: "It cannot be decoded: \(error.description)")]
        }
    }

    private func decodingWarnings(
        of file: Span<UInt8>, using workspace: inout Workspace
    ) throws(ImagePrepError) -> [String] {
        var stages = StageClock()
        var inspection = try inspect(file)
        // As it is stored: a turn may not be possible without pixels, which says nothing of the data.
        inspection.orientation = .upright
        let color: ColorStep = inspection.profile == .none ? .none : .keepProfile
        var plan = Plan(
            route: .transform, reason: "", targetSize: inspection.uprightSize, format: inspection.format, color: color)
        guard inspection.format == .png else {
            // Reading coefficients goes over every byte of every scan.
            return try Transformer(options: options).transform(file, inspection, plan, &workspace).warnings
        }
        plan.route = .render
        return try Renderer(options: options).render(file, inspection, plan, &stages, &workspace).warnings
    }
}
