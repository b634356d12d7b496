extension JPEGStructure: ImageFile {
    package var format: ImageFormat { .jpeg }

    package var codingDescription: String {
        [
            frame.isProgressive ? "progressive" : frame.isLossless ? "lossless" : "sequential",
            frame.isArithmetic ? "arithmetic" : "Huffman",
            frame.components.map { "\($0.horizontalSampling)x\($0.verticalSampling)" }.joined(separator: ","),
        ].joined(separator: " ")
    }

    package var leavesImageData: Bool { true }

    /// What a render goes over to that finds that better tables are enough; and a render again, if that was wrong.
    package func addFallbacks(to plan: inout Plan, _ inspection: Inspection, maxBytes: Int) {
        guard plan.mayRecodeLosslessly else { return }
        var saving = RecodeEstimate(self, byteCount: inspection.byteCount, maxBytes: maxBytes)
        saving.becomeCertain(triesScans: plan.affordsScans(self, fileBytes: inspection.byteCount))
        plan.attempts += [.transform(.saving(saving)), .render()]
    }

    package func checkImageData(
        _ plan: inout Plan, of file: Span<UInt8>, in context: PreparationContext
    ) throws(ImagePrepError) -> [String] {
        do {
            let warnings = try Transformer(context).check(file)
            guard let first = warnings.first, BlockMoves(.upright, frame).isExact else { return warnings }
            plan.begin(with: .transform, because: .unclean(first))
            return []
        } catch {
            guard case .truncated(let description) = error, context.options.truncated == .render else { throw error }
            plan.begin(with: .render, because: .truncated(description))
            return []
        }
    }

    /// Reading coefficients goes over every byte of every scan.
    package func decodingWarnings(
        of file: Span<UInt8>, in context: PreparationContext
    ) throws(ImagePrepError) -> [String] {
        try Transformer(context).check(file)
    }

    package func transform(
        _ file: Span<UInt8>, _ inspection: Inspection, _ plan: Plan, in context: PreparationContext
    ) throws(ImagePrepError) -> AttemptOutcome {
        try Transformer(context).attempt(file, inspection, plan)
    }

    package func judge(
        _ file: Span<UInt8>, _ inspection: Inspection, by verifier: Verifier, in context: PreparationContext
    ) -> Verifier.Verdict {
        Verifier.Verdict(
            breaches: verifier.breaches(inspection, self, file), warnings: readerWarnings,
            leavesImageData: verifier.codingBreaches(self).isEmpty)
    }

    package func copiedImageData(by plan: Plan) -> CopiedImageData? {
        switch plan.route {
        case .copy: CopiedImageData(original: self, offsets: scans.map(\.entropy.lowerBound))
        case .rewrite: plan.strippedFile.map { CopiedImageData(original: self, offsets: $0.entropyOffsets) }
        case .transform, .render: nil
        }
    }
}
