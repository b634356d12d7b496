/// What preparing an image will need, from its header.
package struct MemoryPrediction {
    /// Input, working memory and output together.
    package let byteCount: Int

    package init(_ inspection: Inspection, _ plan: Plan, options: PrepareOptions = PrepareOptions()) {
        let files = inspection.byteCount.multipliedReportingOverflow(by: 2).partialValue
        switch plan.route {
        case .copy, .rewrite:
            let output = plan.route == .copy ? 0 : Self.rewriting(inspection, plan)
            let checking = options.inputCheck == .imageData ? Self.transforming(inspection) : 0
            byteCount = inspection.byteCount + max(output + Self.inflating(inspection), checking) + Self.running
        case .transform:
            let transform = files + Self.running + Self.transforming(inspection, plan, options)
            let render = plan.saving == nil ? 0 : inspection.byteCount + Self.rendering(inspection, plan, options)
            byteCount = max(transform, render)
        case .render:
            let render = inspection.byteCount + Self.rendering(inspection, plan, options)
            let recoding = plan.mayBeCodedAnew ? files + Self.running + Self.transforming(inspection) : 0
            byteCount = max(render, recoding)
        }
    }

    /// Code and tables that any image needs, in a process that has done nothing yet.
    private static let running = 2 << 20

    /// Nothing where the output is made in the memory of the input.
    private static func rewriting(_ inspection: Inspection, _ plan: Plan) -> Int {
        guard let excerpt = plan.excerpt else { return inspection.byteCount }
        return excerpt.fits(within: inspection.byteCount) ? 0 : excerpt.byteCount
    }

    /// A PNG's image data is inflated while planning.
    private static func inflating(_ inspection: Inspection) -> Int {
        inspection.format == .png ? ImageDataMemory.byteCount : 0
    }

    private static func transforming(_ inspection: Inspection) -> Int {
        guard case .jpeg(let structure) = inspection.container else { return 0 }
        return TransformMemory(structure, fileBytes: inspection.byteCount).byteCount
    }

    /// Where better tables may not be enough, coefficients are read anew for progressive scans, and are not packed then.
    private static func transforming(_ inspection: Inspection, _ plan: Plan, _ options: PrepareOptions) -> Int {
        guard case .jpeg(let structure) = inspection.container else { return 0 }
        let packed = TransformMemory(structure, fileBytes: inspection.byteCount).byteCount
        let plain = TransformMemory(plainBlocksOf: structure).byteCount
        if let saving = plan.saving { return saving.isLikelyEnoughWithTables ? max(packed, plain) : plain }
        return inspection.byteCount + inspection.byteCount / 20 > options.maxBytes ? max(packed, plain) : packed
    }

    private static func rendering(_ inspection: Inspection, _ plan: Plan, _ options: PrepareOptions) -> Int {
        switch inspection.container {
        case .jpeg(let structure) where plan.format == .png:
            return JPEGToPNGRendering.memoryByteCount(
                structure, fileBytes: inspection.byteCount, target: plan.targetSize, options)
        case .jpeg(let structure):
            let memory = JPEGMemory(
                structure, fileBytes: inspection.byteCount, orientation: inspection.orientation,
                target: plan.targetSize, options: options)
            return memory.byteCount
        case .png(let structure):
            let memory = PNGMemory(structure, inspection.orientation, plan, options)
            return memory.byteCount ?? .max / 2
        }
    }
}
