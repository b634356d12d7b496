extension ImagePreparer {
    /// Whether image data is decoded where a route would only copy it.
    func checksImageData(_ inspection: Inspection) -> Bool {
        options.inputCheck == .imageData && inspection.format == .jpeg
    }

    /// Decodes what would be copied. Where some of it is missing, that is an error or, if the options say so, left to a
    /// render. What a codec warns of, as of bytes that belong to no block, is left behind by coding the same blocks anew.
    ///
    /// - Returns: warnings that the route does not give itself.
    func checkImageData(
        _ plan: inout Plan, _ inspection: Inspection, _ input: Span<UInt8>, _ context: PreparationContext
    ) throws(ImagePrepError) -> [String] {
        guard case .jpeg(let structure) = inspection.container else { return [] }
        do {
            let warnings = try Transformer(context).check(input)
            guard let first = warnings.first, BlockMoves(.upright, structure.frame).isExact else { return warnings }
            plan.begin(with: .transform, because: .unclean(first))
            return []
        } catch {
            guard case .truncated(let words) = error, options.truncated == .render else { throw error }
            plan.begin(with: .render, because: .truncated(words))
            return []
        }
    }
}
