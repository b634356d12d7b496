/// Drops what is not the image and copies the image data untouched.
struct Rewriter {
    /// Writes the stripped file that the plan chose. Costs one allocation of the output's size and one copy of its bytes.
    func rewrite(
        _ input: Span<UInt8>, _ inspection: Inspection, _ plan: Plan
    ) throws(ImagePrepError) -> RouteOutput {
        output(try strippedFile(of: plan).assembled(from: input), inspection, plan)
    }

    /// Writes the stripped file of an input that the caller gives up: if its segments can, they move within its own memory.
    func rewrite(
        consuming input: consuming [UInt8], _ inspection: Inspection, _ plan: Plan
    ) throws(ImagePrepError) -> RouteOutput {
        let strippedFile = try strippedFile(of: plan)
        let fits = strippedFile.fits(within: input.count)
        let bytes = fits ? strippedFile.assembled(within: input) : strippedFile.assembled(from: input.span)
        return output(bytes, inspection, plan)
    }

    private func strippedFile(of plan: Plan) throws(ImagePrepError) -> StrippedFile {
        guard let strippedFile = plan.strippedFile else {
            throw .internalFault("a rewrite was planned without saying of what")
        }
        return strippedFile
    }

    private func output(_ bytes: [UInt8], _ inspection: Inspection, _ plan: Plan) -> RouteOutput {
        var output = RouteOutput(
            bytes: bytes, format: inspection.format, size: inspection.storedSize, isLossless: true)
        if plan.color == .keepProfile { output.keptMetadata = [.iccProfile, .colorChunk] }
        return output
    }
}
