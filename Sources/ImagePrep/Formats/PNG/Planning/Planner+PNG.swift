extension PNGStructure {
    package func refine(
        _ plan: inout Plan, _ inspection: Inspection, of file: Span<UInt8>, needsPixels: Bool,
        in context: PreparationContext
    ) throws(ImagePrepError) {
        guard !needsPixels else { return }
        try Planner(context: context).planPNG(&plan, inspection, self, of: file)
    }
}

extension Planner {
    /// For a PNG that may need no pixels; where it does, the decoder judges the image data.
    func planPNG(
        _ plan: inout Plan, _ inspection: Inspection, _ structure: PNGStructure, of input: Span<UInt8>
    ) throws(ImagePrepError) {
        guard inspection.orientation == .upright else {
            plan.reasons = [.png(.orientedPixels(inspection.orientation))]
            return
        }
        let check = try ImageDataCheck(
            of: structure, in: input, using: &context.workspace.imageData, cancellation: context.cancellation)
        if let fault = check.fault { return try choose(&plan, fault, check) }
        let colors =
            plan.color == .keepProfile
            ? try PNGColorChunks(of: structure, in: input, limits: options.inputLimits) : PNGColorChunks()
        let strippedFile = StrippedFile(
            of: structure, in: input, streamByteCount: check.streamByteCount, colors: colors)
        plan.removed = strippedFile.removed
        planCopy(&plan, of: strippedFile, inspection)
    }

    /// Where every row is there but the stream does not end as it should, decoders agree on the pixels: they are written
    /// anew. Anything else is the input's fault.
    private func choose(
        _ plan: inout Plan, _ fault: ImageDataCheck.Fault, _ check: ImageDataCheck
    ) throws(ImagePrepError) {
        let description = fault.description(of: check)
        switch fault {
        case .long, .checksum, .window, .crc:
            plan.reasons = [.png(.imageData(check))]
            plan.warnings.append(
                description.prefix(1).uppercased() + description.dropFirst() + "; the pixels are written anew.")
        case .short:
            guard options.truncated == .render else { throw .truncated(description) }
            plan.reasons = [.png(.imageData(check))]
        case .notZlib, .damaged, .filter: throw .malformed(description)
        }
    }
}
