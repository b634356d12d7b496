/// Drops what is not the image and copies the image data untouched.
struct Rewriter {
    let options: PrepareOptions

    /// Writes the excerpt that the plan chose. Costs one allocation of the output's size and one copy of its bytes.
    func rewrite(
        _ input: Span<UInt8>, _ inspection: Inspection, _ plan: Plan
    ) throws(ImagePrepError) -> RouteOutput {
        guard let excerpt = plan.excerpt else { throw .internalFault("a rewrite was planned without saying of what") }
        var output = RouteOutput(
            bytes: excerpt.assembled(from: input), format: inspection.format, size: inspection.storedSize,
            isLossless: true)
        if plan.color == .keepProfile { output.keptMetadata = [.iccProfile, .colorChunk] }
        return output
    }
}
