/// Chooses the cheapest route that keeps the promise.
struct Planner {
    let options: PrepareOptions
    var cancellation: CancelFlag?

    /// One decision for the whole file. Costs nothing next to reading it, but for a PNG that could be copied: its image data
    /// is inflated once.
    ///
    /// - Throws: `invalidOption`, `tooSmall`, and `malformed` or `truncated` for PNG image data that is not whole.
    func plan(
        _ inspection: Inspection, of input: Span<UInt8>, using memory: inout ImageDataMemory
    ) throws(ImagePrepError) -> Plan {
        try options.validate()
        let target = try targetSize(inspection.uprightSize)
        let format = outputFormat(of: inspection)
        var plan = Plan(
            route: .render, reason: "", targetSize: target, format: format,
            color: try ColorStep(for: inspection, as: format, options))
        plan.reason = reasonToRender(inspection, plan) ?? ""
        if options.color == .keep, plan.color == .convertToSRGB {
            plan.warnings.append(ColorStep.cannotKeep(inspection.sourceColor(options), as: format))
        }
        switch inspection.container {
        case .jpeg(let structure): try choose(&plan, inspection, structure, input)
        case .png(let structure): try choose(&plan, inspection, structure, input, &memory)
        }
        return plan
    }

    private func targetSize(_ upright: PixelSize) throws(ImagePrepError) -> PixelSize {
        let target = upright.fitted(maxPixels: options.maxPixels, maxDimension: options.maxDimension)
        try checkSmallestSide(target)
        return target
    }

    func checkSmallestSide(_ size: PixelSize) throws(ImagePrepError) {
        guard let minimum = options.minDimension, min(size.width, size.height) < minimum else { return }
        throw .tooSmall(minimumSide: minimum, actual: size)
    }

    private func outputFormat(of inspection: Inspection) -> ImageFormat {
        switch options.format {
        case .auto: inspection.format
        case .jpeg: .jpeg
        case .png: .png
        }
    }

    /// Why pixels are needed whatever the file is like inside; nil where they may not be.
    private func reasonToRender(_ inspection: Inspection, _ plan: Plan) -> String? {
        let size = inspection.uprightSize
        if size.longestSide > options.maxDimension ?? Int.max {
            return "its longer side of \(size.longestSide.grouped) pixels is over the limit of "
                + "\((options.maxDimension ?? 0).grouped)"
        }
        if plan.targetSize != size {
            return "its \(size.pixelCount.grouped) pixels are over the limit of \(options.maxPixels.grouped)"
        }
        if plan.format != inspection.format {
            return "it is a \(inspection.format.words) and \(plan.format.words) is asked for"
        }
        guard plan.color == .convertToSRGB else { return nil }
        return "its colours are \(inspection.sourceColor(options).name ?? "CMYK") and have to be converted to sRGB"
    }

    /// Leaves the plan a copy or a rewrite, or a render where the excerpt does not fit the budget.
    func choose(
        _ plan: inout Plan, excerpt: Excerpt, _ inspection: Inspection, corrections: [JPEGCorrection] = []
    ) {
        guard excerpt.byteCount < options.maxBytes else {
            plan.reason = overBudget(excerpt)
            return
        }
        if excerpt.isWhole(inspection.byteCount) {
            plan.route = .copy
            plan.reason = "upright, clean and under the limits: nothing to do"
            return
        }
        plan.route = .rewrite
        plan.excerpt = excerpt
        let kept: Set<MetadataKind> = plan.color == .keepProfile ? [.iccProfile, .colorChunk] : []
        let removed = (inspection.metadata + plan.findings).filter { !kept.contains($0.kind) }
        let surplus = inspection.byteCount - excerpt.byteCount
        var parts = removed.isEmpty ? [] : ["carries \(removed.words)"]
        if let first = corrections.first {
            parts.append(
                "\(corrections.count.bytesInWords) of its header had to be corrected: \(first.kind.description)")
        }
        if parts.isEmpty { parts = ["\(abs(surplus).bytesInWords) of it had to go or to be added"] }
        plan.reason = "upright, but " + parts.joined(separator: ", and ")
    }

    func overBudget(_ excerpt: Excerpt) -> String {
        "its image alone takes \(excerpt.byteCount.bytesInWords), and fewer than \(options.maxBytes.grouped) are allowed"
    }
}

extension ImageFormat {
    /// As it stands in a sentence.
    package var words: String {
        switch self {
        case .jpeg: "JPEG"
        case .png: "PNG"
        }
    }
}
