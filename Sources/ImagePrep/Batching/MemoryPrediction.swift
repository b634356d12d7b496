/// What preparing an image will need, from its header.
package struct MemoryPrediction {
    /// Input, working memory and output together.
    package let byteCount: Int

    package init(_ inspection: Inspection, _ plan: Plan) {
        let files = inspection.byteCount.multipliedReportingOverflow(by: 2).partialValue
        switch plan.route {
        case .copy, .rewrite:
            byteCount = files
        case .transform:
            // Coefficients of 16 bits, at most four components.
            byteCount = files + inspection.storedSize.pixelCount * 6
        case .render:
            byteCount = files + inspection.storedSize.pixelCount * (inspection.bitDepth > 8 ? 16 : 8)
        }
    }
}
