/// Decodes, converts colour, turns, resizes and encodes; the route for everything that cannot be had without pixels.
package struct Renderer {
    let options: PrepareOptions

    package init(options: PrepareOptions) {
        self.options = options
    }

    package func render(
        _ input: Span<UInt8>, _ inspection: Inspection, _ plan: Plan, _ stages: inout StageClock,
        _ workspace: inout Workspace
    ) throws(ImagePrepError) -> RouteOutput {
        switch (inspection.container, plan.format, plan.color) {
        case (.png(let structure), _, _):
            return try PNGRenderer(options: options).render(input, inspection, structure, plan, &stages, &workspace)
        case (.jpeg(let structure), .jpeg, _):
            let rendering = try PlanarRendering(options: options, inspection, structure, plan)
            return try rendering.render(input, &stages, &workspace)
        case (.jpeg(let structure), .png, _):
            let rendering = try JPEGToPNGRendering(options, inspection, structure, plan)
            return try rendering.render(input, &stages, &workspace)
        }
    }
}
