extension ImagePreparer {
    /// Whether image data is decoded where a route would only copy it.
    func checksImageData(_ inspection: Inspection) -> Bool {
        options.inputCheck == .imageData && inspection.format == .jpeg
    }

    /// Decodes what would be copied. Where some of it is missing, that is an error or, if the options say so, left to a
    /// render.
    func checkImageData(
        _ plan: inout Plan, _ inspection: Inspection, _ input: Span<UInt8>, _ workspace: inout Workspace
    ) throws(ImagePrepError) -> [String] {
        do {
            return try Transformer(options: options).check(input, &workspace)
        } catch {
            guard case .truncated(let words) = error, options.truncated == .render else { throw error }
            plan.route = .render
            plan.reason = words
            return []
        }
    }
}
