/// Decodes, converts colour, turns, resizes and encodes; the route for everything that cannot be had without pixels.
struct Renderer {
    let options: PrepareOptions

    func render(
        _ input: Span<UInt8>, _ inspection: Inspection, _ plan: Plan, _ stages: inout StageClock,
        _ workspace: inout Workspace
    ) throws(ImagePrepError) -> RouteOutput {
        if case .png(let structure) = inspection.container {
            return try PNGRenderer(options: options).render(input, inspection, structure, plan, &stages, &workspace)
        }
        throw .unsupported(feature: "Rendering", advice: "wait for it to be built")
    }
}
