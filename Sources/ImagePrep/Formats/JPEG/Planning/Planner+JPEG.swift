extension JPEGStructure {
    package func refine(
        _ plan: inout Plan, _ inspection: Inspection, of file: Span<UInt8>, needsPixels: Bool,
        in context: PreparationContext
    ) throws(ImagePrepError) {
        let planner = Planner(context: context)
        let absence = try planner.refuseAbsentComponents(self)
        let profile = plan.color == .keepProfile ? inspection.coloring.iccProfile : []
        let strippedFile = StrippedFile(of: self, in: file, profile: profile)
        plan.removed = strippedFile.removed
        guard !needsPixels else { return }
        if let absence {
            plan.reasons = [absence]
        } else {
            try planner.planJPEG(&plan, inspection, self, strippedFile: strippedFile)
        }
    }
}

extension Plan {
    /// Says of a rewrite what it corrects, before what it drops.
    fileprivate mutating func note(_ corrections: [JPEGCorrection]) {
        guard route == .rewrite, let first = corrections.first else { return }
        var (kinds, byteCount) = ([MetadataKind](), 0)
        if case .metadata(let dropped, let bytes) = reasons.first { (kinds, byteCount) = (dropped, bytes) }
        reasons = [.jpeg(.corrected(first.kind, count: corrections.count, and: kinds, byteCount: byteCount))]
    }
}

extension Planner {
    /// For a JPEG that may need no pixels: copies or rewrites what it can, moves or recodes blocks where it has to.
    func planJPEG(
        _ plan: inout Plan, _ inspection: Inspection, _ structure: JPEGStructure, strippedFile: StrippedFile
    ) throws(ImagePrepError) {
        let moves = BlockMoves(inspection.orientation, structure.frame)
        if strippedFile.byteCount >= options.maxBytes {
            return planBudget(&plan, strippedFile, structure, moves: moves)
        }
        let causes = RecodeCauses(structure, orientation: inspection.orientation)
        guard !causes.isEmpty else {
            planCopy(&plan, of: strippedFile, inspection)
            plan.note(structure.corrections)
            return
        }
        try planTransform(&plan, moves, causes)
    }

    /// A component that no scan has is missing data as rows are: refused, or rendered if the caller wants what there is.
    ///
    /// - Returns: why pixels are needed; nil if no component is absent.
    func refuseAbsentComponents(_ structure: JPEGStructure) throws(ImagePrepError) -> PlanReason? {
        guard let absent = structure.absentComponents.first else { return nil }
        let reason = PlanReason.jpeg(.componentMissing(absent + 1, of: structure.frame.components.count))
        guard options.truncated == .render else { throw .truncated(reason.description) }
        return reason
    }

    /// Recodes losslessly where that is likely to save enough, and else leaves a render.
    private func planBudget(
        _ plan: inout Plan, _ strippedFile: StrippedFile, _ structure: JPEGStructure, moves: BlockMoves
    ) {
        plan.reasons = [overBudget(strippedFile)]
        let saving = RecodeEstimate(structure, byteCount: strippedFile.byteCount, maxBytes: options.maxBytes)
        guard moves.isExact else { return }
        plan.attempts =
            saving.isLikelyEnough ? [.transform(.saving(saving)), .render()] : [.render(mayRecodeLosslessly: true)]
    }

    private func planTransform(
        _ plan: inout Plan, _ moves: BlockMoves, _ causes: RecodeCauses
    ) throws(ImagePrepError) {
        if moves.isExact {
            plan.attempts = [.transform(), .render()]
            plan.reasons = [.jpeg(.blocksMoved(causes, moves))]
        } else if options.edges == .trim, let trimmed = moves.trimmedSize {
            plan.attempts = [.transform(), .render()]
            plan.targetSize = moves.orientation.upright(trimmed)
            try checkSmallestSide(plan.targetSize)
            plan.reasons = [.jpeg(.blocksTrimmed(causes, moves, to: trimmed))]
        } else {
            plan.reasons = [.jpeg(.blocksInexact(causes, moves))]
        }
    }
}
