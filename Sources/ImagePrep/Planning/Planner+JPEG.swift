extension Planner {
    /// A plan that needs pixels has its reason already and stays a render.
    func choose(
        _ plan: inout Plan, _ inspection: Inspection, _ structure: JPEGStructure, _ input: Span<UInt8>
    ) throws(ImagePrepError) {
        try refuseAbsentComponents(&plan, structure)
        let profile = plan.color == .keepProfile ? inspection.coloring.iccProfile : []
        let excerpt = Excerpt(of: structure, in: input, profile: profile)
        plan.findings = excerpt.findings
        guard plan.reason.isEmpty else { return }
        let moves = BlockMoves(inspection.orientation, structure.frame)
        if excerpt.byteCount >= options.maxBytes {
            return choose(&plan, overBudget: excerpt, structure, moves)
        }
        let reasons = reasonsToRecode(structure)
        guard inspection.orientation != .upright || !reasons.isEmpty else {
            return choose(&plan, excerpt: excerpt, inspection, corrections: structure.corrections)
        }
        try chooseTransform(&plan, moves, reasons)
    }

    /// A component that no scan has is missing data as rows are: refused, or rendered if the caller wants what there is.
    private func refuseAbsentComponents(_ plan: inout Plan, _ structure: JPEGStructure) throws(ImagePrepError) {
        guard let absent = structure.absentComponents.first else { return }
        let words = "no scan has component \(absent + 1) of \(structure.frame.components.count)"
        guard options.truncated == .render else { throw .truncated(words) }
        if plan.reason.isEmpty { plan.reason = words }
    }

    /// Codes the same coefficients anew where that is likely to save enough, and else leaves a render.
    private func choose(
        _ plan: inout Plan, overBudget excerpt: Excerpt, _ structure: JPEGStructure, _ moves: BlockMoves
    ) {
        plan.reason = overBudget(excerpt)
        let saving = LosslessSaving(structure, byteCount: excerpt.byteCount, maxBytes: options.maxBytes)
        guard moves.isExact else { return }
        guard saving.isLikelyEnough else {
            plan.mayBeCodedAnew = true
            return
        }
        plan.route = .transform
        plan.saving = saving
    }

    /// Why the entropy-coded bytes cannot be copied although the coefficients are good.
    private func reasonsToRecode(_ structure: JPEGStructure) -> [String] {
        structure.frame.isArithmetic
            ? ["it is arithmetic-coded, which few readers take"] + structure.recodingReasons.map(\.description)
            : structure.recodingReasons.map(\.description)
    }

    private func chooseTransform(
        _ plan: inout Plan, _ moves: BlockMoves, _ reasons: [String]
    ) throws(ImagePrepError) {
        var parts = reasons
        if moves.orientation != .upright {
            parts.insert("orientation \(moves.orientation.rawValue) (\(moves.orientation.words))", at: 0)
        }
        let cause = parts.joined(separator: "; ")
        if moves.isExact {
            plan.route = .transform
            plan.reason = "\(cause): the blocks of \(moves.storedSize) are moved or recoded exactly"
        } else if options.edges == .trim, let trimmed = moves.trimmedSize {
            plan.route = .transform
            plan.targetSize = moves.orientation.upright(trimmed)
            try checkSmallestSide(plan.targetSize)
            plan.reason = "\(cause): \(moves.obstacle), and the caller gives up \(moves.storedSize) for \(trimmed)"
        } else {
            plan.reason = "\(cause): \(moves.obstacle)"
        }
    }
}
