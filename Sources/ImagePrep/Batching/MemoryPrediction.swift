/// What preparing an image will need, from its header.
package struct MemoryPrediction {
    /// Input, working memory and output together.
    package let byteCount: Int

    package init(_ inspection: Inspection, _ plan: Plan, options: PrepareOptions = PrepareOptions()) {
        let file = inspection.file
        let files = inspection.byteCount.multipliedReportingOverflow(by: 2).partialValue
        switch plan.route {
        case .copy, .rewrite:
            let output = plan.route == .copy ? 0 : Self.rewriting(inspection, plan)
            let checking = options.inputCheck == .imageData ? file.checkingMemory(inspection) : 0
            byteCount = inspection.byteCount + max(output + file.planningMemory, checking) + Self.running
        case .transform:
            let transform = files + Self.running + file.transformingMemory(inspection, plan, options)
            let render = plan.saving == nil ? 0 : inspection.byteCount + file.renderingMemory(inspection, plan, options)
            byteCount = max(transform, render)
        case .render:
            let render = inspection.byteCount + file.renderingMemory(inspection, plan, options)
            let recoding = plan.mayRecodeLosslessly ? files + Self.running + file.checkingMemory(inspection) : 0
            byteCount = max(render, recoding)
        }
    }

    /// Code and tables that any image needs, in a process that has done nothing yet.
    private static let running = 2 << 20

    /// Nothing where the output is made in the memory of the input.
    private static func rewriting(_ inspection: Inspection, _ plan: Plan) -> Int {
        guard let strippedFile = plan.strippedFile else { return inspection.byteCount }
        return strippedFile.fits(within: inspection.byteCount) ? 0 : strippedFile.byteCount
    }
}
