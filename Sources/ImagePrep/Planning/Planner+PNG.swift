extension Planner {
    /// A plan that needs pixels has its reason already and stays a render; its decoder judges the image data.
    func choose(
        _ plan: inout Plan, _ inspection: Inspection, _ structure: PNGStructure, _ input: Span<UInt8>,
        _ memory: inout ImageDataMemory
    ) throws(ImagePrepError) {
        guard plan.reason.isEmpty else { return }
        guard inspection.orientation == .upright else {
            plan.reason =
                "orientation \(inspection.orientation.rawValue) (\(inspection.orientation.words)), and the pixels "
            plan.reason += "of a PNG cannot be turned without decoding them"
            return
        }
        let check = try ImageDataCheck(of: structure, in: input, using: &memory, cancellation: cancellation)
        if let fault = check.fault { return try choose(&plan, fault, check) }
        let colors =
            plan.color == .keepProfile
            ? try PNGColorChunks(of: structure, in: input, limits: options.inputLimits) : PNGColorChunks()
        let excerpt = Excerpt(of: structure, in: input, streamByteCount: check.streamByteCount, colors: colors)
        plan.findings = excerpt.findings
        choose(&plan, excerpt: excerpt, inspection)
    }

    /// Where every row is there but the stream does not end as it should, decoders agree on the pixels: they are written
    /// anew. Anything else is the input's fault.
    private func choose(
        _ plan: inout Plan, _ fault: ImageDataCheck.Fault, _ check: ImageDataCheck
    ) throws(ImagePrepError) {
        let words = fault.words(check)
        switch fault {
        case .long, .checksum, .window, .crc:
            plan.reason = words
            plan.warnings.append(words.prefix(1).uppercased() + words.dropFirst() + "; the pixels are written anew.")
        case .short:
            guard options.truncated == .render else { throw .truncated(words) }
            plan.reason = words
        case .notZlib, .damaged, .filter: throw .malformed(words)
        }
    }
}
