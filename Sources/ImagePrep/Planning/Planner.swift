/// Chooses the cheapest route that keeps the promise.
struct Planner {
    let context: PreparationContext
    var options: PrepareOptions { context.options }

    /// One decision for the whole file. Costs nothing next to reading it, but for a PNG that could be copied: its image data
    /// is inflated once.
    ///
    /// - Throws: `invalidOption`, `tooSmall`, and `malformed` or `truncated` for PNG image data that is not whole.
    func plan(
        _ inspection: Inspection, of input: Span<UInt8>
    ) throws(ImagePrepError) -> Plan {
        try options.validate()
        let target = try targetSize(inspection.uprightSize)
        let format = outputFormat(of: inspection)
        var plan = Plan(
            .render(), targetSize: target, format: format,
            color: try ColorStep(for: inspection, as: format, options))
        let needForPixels = needForPixels(inspection, plan)
        plan.reasons = needForPixels.map { [$0] } ?? []
        if options.color == .keep, plan.color == .convertToSRGB {
            plan.warnings.append(ColorStep.cannotKeep(inspection.sourceColor(options), as: format))
        }
        try inspection.file.refine(
            &plan, inspection, of: input, needsPixels: needForPixels != nil, in: context)
        plan.warnings += [options.readabilityWarning(of: target)].compactMap(\.self)
        plan.predictedMemoryBytes = MemoryPrediction(inspection, plan, options: options).byteCount
        inspection.file.addFallbacks(to: &plan, inspection, maxBytes: options.maxBytes)
        return plan
    }

    private func targetSize(_ upright: PixelSize) throws(ImagePrepError) -> PixelSize {
        let target = upright.fitted(to: options)
        try checkSmallestSide(target)
        return target
    }

    func checkSmallestSide(_ size: PixelSize) throws(ImagePrepError) {
        guard let minimum = options.minDimension, min(size.width, size.height) < minimum else { return }
        throw .tooSmall(minimumSide: minimum, actual: size)
    }

    private func outputFormat(of inspection: Inspection) -> ImageFormat {
        ImageFormat(rawValue: options.format.rawValue) ?? inspection.file.naturalOutput
    }

    /// Why pixels are needed whatever the file is like inside; nil where they may not be.
    private func needForPixels(_ inspection: Inspection, _ plan: Plan) -> PlanReason? {
        let size = inspection.uprightSize
        if size.longestSide > options.maxDimension ?? Int.max {
            return .overMaxDimension(side: size.longestSide, limit: options.maxDimension ?? 0)
        }
        if let limit = options.maxPatches, size.patchCount > limit, size.pixelCount <= options.maxPixels {
            return .overMaxPatches(size.patchCount, limit: limit)
        }
        if plan.targetSize != size {
            return .overMaxPixels(size.pixelCount, limit: options.maxPixels)
        }
        if plan.format != inspection.format {
            return .formatChange(from: inspection.format, to: plan.format)
        }
        guard plan.color == .convertToSRGB else { return nil }
        return .colorConversion(from: inspection.sourceColor(options).name ?? "CMYK")
    }

    /// Leaves the plan a copy or a rewrite, or a render where the stripped file does not fit the budget.
    func planCopy(
        _ plan: inout Plan, of strippedFile: StrippedFile, _ inspection: Inspection
    ) {
        guard strippedFile.byteCount < options.maxBytes else {
            plan.reasons = [overBudget(strippedFile)]
            return
        }
        // What a look at the image data may find is left to the others.
        let others: [Attempt] =
            options.inputCheck == .imageData && inspection.file.leavesImageData ? [.transform(), .render()] : []
        if strippedFile.isWhole(inspection.byteCount) {
            plan.attempts = [.copy] + others
            plan.reasons = [.nothingToDo]
            return
        }
        plan.attempts = [.rewrite(strippedFile)] + others
        let kept: Set<MetadataKind> = plan.color == .keepProfile ? [.iccProfile, .colorChunk] : []
        let removed = (inspection.metadata + plan.removed).filter { !kept.contains($0.kind) }
        let surplus = inspection.byteCount - strippedFile.byteCount
        plan.reasons = [.rewrite(of: removed, surplus: abs(surplus))]
    }

    func overBudget(_ strippedFile: StrippedFile) -> PlanReason {
        .overBudget(byteCount: strippedFile.byteCount, maxBytes: options.maxBytes)
    }
}

extension PlanReason {
    /// What goes, each kind once in the order of appearance.
    fileprivate static func rewrite(
        of items: [MetadataItem], surplus: Int
    ) -> PlanReason {
        var kinds: [MetadataKind] = []
        for item in items where !kinds.contains(item.kind) { kinds.append(item.kind) }
        let byteCount = items.reduce(0) { $0 + $1.byteCount }
        return kinds.isEmpty ? .surplus(byteCount: surplus) : .metadata(kinds, byteCount: byteCount)
    }
}
