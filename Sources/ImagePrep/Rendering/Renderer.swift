/// Decodes, converts colour, turns, resizes and encodes; the route for everything that cannot be had without pixels.
package struct Renderer {
    let context: PreparationContext

    package init(_ context: PreparationContext) {
        self.context = context
    }

    /// What came of a render.
    package enum Outcome {
        case made(RouteOutput)
        /// The very coefficients fit the budget when they are coded anew: nothing has to be lost.
        case fitsCodedAnew
    }

    package func render(
        _ input: Span<UInt8>, _ inspection: Inspection, _ plan: Plan
    ) throws(ImagePrepError) -> RouteOutput {
        var plan = plan
        plan.mayBeCodedAnew = false
        guard case .made(let output) = try attempt(input, inspection, plan) else {
            throw .internalFault("a render left what it was asked for to another route")
        }
        return output
    }

    /// As `render`, unless the plan prefers that the picture is coded anew and that turns out to be enough.
    package func attempt(
        _ input: Span<UInt8>, _ inspection: Inspection, _ plan: Plan
    ) throws(ImagePrepError) -> Outcome {
        switch (inspection.container, plan.format, plan.color) {
        case (.png(let structure), _, _):
            return .made(try PNGRenderer(context).render(input, inspection, structure, plan))
        case (.jpeg(let structure), .jpeg, _):
            let rendering = try PlanarRendering(inspection, structure, plan, in: context)
            return try rendering.render(input).map { .made($0) } ?? .fitsCodedAnew
        case (.jpeg(let structure), .png, _):
            let rendering = try JPEGToPNGRendering(inspection, structure, plan, in: context)
            return .made(try rendering.render(input))
        }
    }
}
