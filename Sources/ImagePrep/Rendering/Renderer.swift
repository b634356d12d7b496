/// Decodes, converts colour, turns, resizes and encodes; the route for everything that cannot be had without pixels.
package struct Renderer {
    let options: PrepareOptions

    package init(options: PrepareOptions) {
        self.options = options
    }

    /// What came of a render.
    package enum Outcome {
        case made(RouteOutput)
        /// The very coefficients fit the budget when they are coded anew: nothing has to be lost.
        case fitsCodedAnew
    }

    package func render(
        _ input: Span<UInt8>, _ inspection: Inspection, _ plan: Plan, _ stages: inout StageClock,
        _ workspace: inout Workspace
    ) throws(ImagePrepError) -> RouteOutput {
        var plan = plan
        plan.mayBeCodedAnew = false
        guard case .made(let output) = try attempt(input, inspection, plan, &stages, &workspace) else {
            throw .internalFault("a render left what it was asked for to another route")
        }
        return output
    }

    /// As `render`, unless the plan prefers that the picture is coded anew and that turns out to be enough.
    package func attempt(
        _ input: Span<UInt8>, _ inspection: Inspection, _ plan: Plan, _ stages: inout StageClock,
        _ workspace: inout Workspace
    ) throws(ImagePrepError) -> Outcome {
        switch (inspection.container, plan.format, plan.color) {
        case (.png(let structure), _, _):
            let renderer = PNGRenderer(options: options)
            return .made(try renderer.render(input, inspection, structure, plan, &stages, &workspace))
        case (.jpeg(let structure), .jpeg, _):
            let rendering = try PlanarRendering(options: options, inspection, structure, plan)
            return try rendering.render(input, &stages, &workspace).map { .made($0) } ?? .fitsCodedAnew
        case (.jpeg(let structure), .png, _):
            let rendering = try JPEGToPNGRendering(options, inspection, structure, plan)
            return .made(try rendering.render(input, &stages, &workspace))
        }
    }
}
