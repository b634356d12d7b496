internal import CImageCodecs

/// Turns a JPEG upright in the DCT domain, or only recodes it, so that no coefficient changes.
///
/// Sampling factors and quantization tables are turned with the picture; a progressive source stays progressive; an
/// arithmetic one becomes Huffman. Of the metadata only what decoding needs is written.
package struct Transformer {
    let context: PreparationContext
    var options: PrepareOptions { context.options }
    /// Whether libjpeg does it all, which is slower and gives the same bytes.
    let isReference: Bool

    package init(_ context: PreparationContext, isReference: Bool = false) {
        self.context = context
        self.isReference = isReference
    }

    /// - Throws: `truncated` where data is missing and the options refuse that, `budgetUnreachable` where no coding of
    ///   these coefficients is under `options.maxBytes` (a render may be), `internalFault` where the geometry is not exact.
    package func transform(
        _ input: Span<UInt8>, _ inspection: Inspection, _ plan: Plan
    ) throws(ImagePrepError) -> RouteOutput {
        switch try attempt(input, inspection, plan) {
        case .made(let output): return output
        case .handedOn(_, .recodeOverBudget(let smallest, let maxBytes)?, _):
            throw .budgetUnreachable(budget: maxBytes, smallest: smallest)
        case .handedOn(_, .special(let special)?, _):
            guard case .uncodable(let description) = special.reason as? JPEGReason else {
                throw .internalFault(special.reason.description)
            }
            throw .malformed(description)
        case .handedOn: throw .internalFault("a transform left what it was asked for to another route")
        }
    }

    /// Decodes all coefficients as they are stored and keeps none.
    ///
    /// - Returns: what the codec warned of.
    /// - Throws: `truncated` where data is missing.
    package func check(_ input: Span<UInt8>) throws(ImagePrepError) -> [String] {
        var codecContext = CodecContext(context)
        defer { context.workspace.transform.finish() }
        _ = try context.workspace.transform.read(
            input, orientation: .upright, trims: false, acceptsTruncated: false, isReference: isReference, &codecContext
        )
        return codecContext.keptWarnings()
    }

    /// As `transform`, but handed on to a render where no coding of these coefficients is under the budget.
    package func attempt(
        _ input: Span<UInt8>, _ inspection: Inspection, _ plan: Plan
    ) throws(ImagePrepError) -> AttemptOutcome {
        guard let structure = inspection.file as? JPEGStructure else {
            throw .internalFault("only a JPEG has blocks that can be moved")
        }
        defer { context.workspace.transform.finish() }
        var codecContext = CodecContext(context)
        var isReference = isReference || (plan.saving.map { !$0.isLikelyEnoughWithTables } ?? false)
        var picture = try read(input, inspection, isReference: isReference, &codecContext)
        let keepsProfile = plan.color == .keepProfile
        let profile = keepsProfile ? inspection.coloring.iccProfile : []
        let oriented = TransformHeader(structure, orientedBy: inspection.orientation, profile: profile)
        let header = oriented.bytes(of: input)
        let codings = picture.codings(saving: plan.saving)
        var smallest = Int.max
        for (index, coding) in codings.enumerated() {
            if coding == .progressive, !isReference {
                // Packed coefficients beside the plain ones that libjpeg takes would be half as much memory again.
                context.workspace.transform.finish()
                codecContext = CodecContext(context)
                isReference = true
                picture = try read(input, inspection, isReference: true, &codecContext)
            }
            let target = TransformHandle.Target(
                coding: coding, header: header, expectedByteCount: structure.entropyByteCount + header.count,
                byteLimit: max(0, options.maxBytes - 1), countsBeyondLimit: index == codings.count - 1)
            let written: TransformHandle.Written
            do throws(ImagePrepError) {
                written = try context.workspace.transform.write(target, &codecContext)
            } catch {
                // Coefficients that no 8-bit picture has, and no Huffman table a code for: decoders clip what they come to.
                guard case .malformed(let description) = error else { throw error }
                return .handedOn(to: .render, because: .jpeg(.uncodable(description)), encodes: index)
            }
            switch written {
            case .overLimit(let byteCount):
                smallest = byteCount
            case .file(let bytes):
                var output = RouteOutput(bytes: bytes, format: .jpeg, size: picture.size, isLossless: picture.isExact)
                output.encodes = index + 1
                output.reasons = reasons(plan, coding, isFirst: index == 0)
                if keepsProfile { output.keptMetadata.insert(.iccProfile) }
                output.warnings = codecContext.keptWarnings()
                output.warningCount = codecContext.warningCount
                return .made(output)
            }
        }
        return .handedOn(
            to: .render, because: .recodeOverBudget(smallest: smallest, maxBytes: options.maxBytes),
            encodes: codings.count)
    }

    private func read(
        _ input: Span<UInt8>, _ inspection: Inspection, isReference: Bool, _ codecContext: inout CodecContext
    ) throws(ImagePrepError) -> TransformHandle.Picture {
        try context.workspace.transform.read(
            input, orientation: inspection.orientation, trims: options.edges == .trim,
            acceptsTruncated: options.truncated == .render, isReference: isReference, &codecContext)
    }

    /// What the plan's own does not say.
    private func reasons(_ plan: Plan, _ coding: CoefficientCoding, isFirst: Bool) -> [PlanReason] {
        if plan.saving != nil { return [.jpeg(.recodeFits(coding))] }
        return isFirst ? [] : [.jpeg(.recodedHarder(coding, maxBytes: options.maxBytes))]
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
    fileprivate func codings(saving: RecodeEstimate?) -> [CoefficientCoding] {
        if isProgressive { return [.progressive] }
        if let saving {
            guard saving.isLikelyEnoughWithTables else { return [.progressive] }
            return saving.triesScans ? [.optimal, .progressive] : [.optimal]
        }
        return hasStandardTables ? [.standard, .optimal, .progressive] : [.optimal, .progressive]
    }
}
