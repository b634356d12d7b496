/// Turns a JPEG upright in the DCT domain, so that no coefficient changes.
struct Transformer {
    let options: PrepareOptions

    func transform(
        _ input: Span<UInt8>, _ inspection: Inspection, _ plan: Plan, _ workspace: inout Workspace
    ) throws(ImagePrepError) -> RouteOutput {
        throw .unsupported(feature: "Transforming", advice: "wait for it to be built")
    }
}
