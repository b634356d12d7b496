/// Decodes, converts colour, turns, resizes and encodes; the route for everything that cannot be had without pixels.
package struct Renderer {
    let context: PreparationContext

    package init(_ context: PreparationContext) {
        self.context = context
    }

    package func render(
        _ input: Span<UInt8>, _ inspection: Inspection, _ plan: Plan
    ) throws(ImagePrepError) -> RouteOutput {
        var plan = plan
        plan.attempts = [.render()]
        guard case .made(let output) = try attempt(input, inspection, plan) else {
            throw .internalFault("a render left what it was asked for to another route")
        }
        return output
    }

    /// As `render`, but handed on where the plan prefers that the same coefficients are recoded losslessly and that turns out to be
    /// enough: nothing has to be lost then.
    package func attempt(
        _ input: Span<UInt8>, _ inspection: Inspection, _ plan: Plan
    ) throws(ImagePrepError) -> AttemptOutcome {
        guard let encoder = FormatRegistry.encoder(of: plan.format) else {
            throw .internalFault("a plan asks for a \(plan.format.displayName), which nothing writes")
        }
        return try encoder.render(input, inspection, plan, in: context)
    }
}
