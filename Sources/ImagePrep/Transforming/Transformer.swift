internal import CImageCodecs

/// Turns a JPEG upright in the DCT domain, or only codes it anew, so that no coefficient changes.
///
/// Sampling factors and quantization tables are turned with the picture; a progressive source stays progressive; an
/// arithmetic one becomes Huffman. Of the metadata only what decoding needs is written.
package struct Transformer {
    let options: PrepareOptions
    /// Whether libjpeg does it all, which is slower and gives the same bytes.
    let isReference: Bool

    package init(options: PrepareOptions, isReference: Bool = false) {
        self.options = options
        self.isReference = isReference
    }

    /// What came of a transform.
    package enum Outcome {
        case made(RouteOutput)
        /// No coding of these coefficients is under the budget.
        case overBudget(smallest: Int, encodes: Int)
    }

    /// - Throws: `truncated` where data is missing and the options refuse that, `budgetUnreachable` where no coding of
    ///   these coefficients is under `options.maxBytes` (a render may be), `internalFault` where the geometry is not exact.
    package func transform(
        _ input: Span<UInt8>, _ inspection: Inspection, _ plan: Plan, _ workspace: inout Workspace
    ) throws(ImagePrepError) -> RouteOutput {
        switch try attempt(input, inspection, plan, &workspace) {
        case .made(let output): return output
        case .overBudget(let smallest, _): throw .budgetUnreachable(budget: options.maxBytes, smallest: smallest)
        }
    }

    /// Decodes all coefficients as they are stored and keeps none.
    ///
    /// - Returns: what the codec warned of.
    /// - Throws: `truncated` where data is missing.
    package func check(
        _ input: Span<UInt8>, _ workspace: inout Workspace
    ) throws(ImagePrepError) -> [String] {
        var context = CodecContext(limits: options.inputLimits, cancellation: workspace.cancellation)
        defer { workspace.transform.finish() }
        _ = try workspace.transform.read(
            input, orientation: .upright, trims: false, acceptsTruncated: false, isReference: isReference, &context)
        return context.keptWarnings()
    }

    /// As `transform`, but being over the budget is no error.
    package func attempt(
        _ input: Span<UInt8>, _ inspection: Inspection, _ plan: Plan, _ workspace: inout Workspace
    ) throws(ImagePrepError) -> Outcome {
        guard case .jpeg(let structure) = inspection.container else {
            throw .internalFault("only a JPEG has blocks that can be moved")
        }
        defer { workspace.transform.finish() }
        var context = CodecContext(limits: options.inputLimits, cancellation: workspace.cancellation)
        var isReference = isReference || (plan.saving.map { !$0.isLikelyEnoughWithTables } ?? false)
        var picture = try read(input, inspection, isReference: isReference, &workspace.transform, &context)
        let keepsProfile = plan.color == .keepProfile
        let profile = keepsProfile ? inspection.coloring.iccProfile : []
        let turned = TransformHeader(structure, turnedBy: inspection.orientation, profile: profile)
        let header = turned.bytes(of: input)
        let codings = picture.codings(saving: plan.saving)
        var smallest = Int.max
        for (index, coding) in codings.enumerated() {
            if coding == .progressive, !isReference {
                // Packed coefficients beside the plain ones that libjpeg takes would be half as much memory again.
                workspace.transform.finish()
                context = CodecContext(limits: options.inputLimits, cancellation: workspace.cancellation)
                isReference = true
                picture = try read(input, inspection, isReference: true, &workspace.transform, &context)
            }
            let target = TransformHandle.Target(
                coding: coding, header: header, expectedByteCount: structure.entropyByteCount + header.count,
                byteLimit: max(0, options.maxBytes - 1), countsBeyondLimit: index == codings.count - 1)
            switch try workspace.transform.write(target, &context) {
            case .overLimit(let byteCount):
                smallest = byteCount
            case .file(let bytes):
                var output = RouteOutput(bytes: bytes, format: .jpeg, size: picture.size, isLossless: picture.isExact)
                output.encodes = index + 1
                output.reason = reason(plan, coding, isFirst: index == 0)
                if keepsProfile { output.keptMetadata.insert(.iccProfile) }
                output.warnings = context.keptWarnings()
                output.warningCount = unsafe Int(context.raw.warning_count)
                return .made(output)
            }
        }
        return .overBudget(smallest: smallest, encodes: codings.count)
    }

    private func read(
        _ input: Span<UInt8>, _ inspection: Inspection, isReference: Bool, _ handle: inout TransformHandle,
        _ context: inout CodecContext
    ) throws(ImagePrepError) -> TransformHandle.Picture {
        try handle.read(
            input, orientation: inspection.orientation, trims: options.edges == .trim,
            acceptsTruncated: options.truncated == .render, isReference: isReference, &context)
    }

    /// What the plan's own does not say; nil where it says all.
    private func reason(_ plan: Plan, _ coding: TransformHandle.Coding, isFirst: Bool) -> String? {
        if plan.saving != nil { return "\(plan.reason); its blocks fit \(coding.inWords)" }
        guard !isFirst else { return nil }
        return "\(plan.reason); \(coding.inWords), as it has \(options.maxBytes) bytes or more without"
    }
}

extension JPEGStructure {
    /// Of all scans; what a file of the same coefficients comes to, more or less.
    var entropyByteCount: Int { scans.reduce(0) { $0 + $1.entropy.count } }

    /// Of all scans together.
    var bitsPerPixel: Double { Double(8 * entropyByteCount) / Double(frame.size.pixelCount) }
}

extension TransformHandle.Picture {
    /// How it may be written, the first choice first; what cannot save enough is left out.
    fileprivate func codings(saving: LosslessSaving?) -> [TransformHandle.Coding] {
        if isProgressive { return [.progressive] }
        if let saving {
            guard saving.isLikelyEnoughWithTables else { return [.progressive] }
            return saving.triesScans ? [.optimal, .progressive] : [.optimal]
        }
        return hasStandardTables ? [.standard, .optimal, .progressive] : [.optimal, .progressive]
    }
}

extension TransformHandle.Coding {
    fileprivate var inWords: String {
        switch self {
        case .standard: "coded with the standard's tables"
        case .optimal: "coded with tables made for it"
        case .progressive: "coded progressively"
        }
    }
}
