// START HERE.

/// Turns any photo into bytes that a vision API can take: upright, clean, colour-true and under the limits.
///
/// prepare = inspect -> plan -> carry out -> verify. A preparer is a value that holds options; use one from any thread.
public struct ImagePreparer: Sendable {
    /// What the caller chose.
    public var options: PrepareOptions

    /// A preparer with these options; the defaults are those of the Clarifai Predict API.
    public init(options: PrepareOptions = PrepareOptions()) {
        self.options = options
    }

    /// Returns an image that keeps the promise of `options`, or throws and leaves nothing behind.
    ///
    /// - Parameter input: a whole JPEG or PNG file.
    /// - Throws: `ImagePrepError`, which says what, how much and whose fault.
    public func prepare(_ input: [UInt8]) throws(ImagePrepError) -> PreparedImage {
        var workspace = Workspace()
        return try prepare(input, using: &workspace)
    }

    /// As above, for bytes that lie anywhere.
    public func prepare(_ input: Span<UInt8>) throws(ImagePrepError) -> PreparedImage {
        var workspace = Workspace()
        return try prepare(input, using: &workspace)
    }

    /// As `prepare(_:)`, with memory and codec handles that are used again from image to image.
    ///
    /// Where nothing is to do, the result shares the storage of `input` and nothing is copied.
    public func prepare(
        _ input: [UInt8], using workspace: inout Workspace
    ) throws(ImagePrepError) -> PreparedImage {
        try carryOut(examine(input.span, using: &workspace), of: input, using: &workspace)
    }

    /// As `prepare(_:)`, with memory and codec handles that are used again from image to image.
    public func prepare(
        _ input: Span<UInt8>, using workspace: inout Workspace
    ) throws(ImagePrepError) -> PreparedImage {
        try carryOut(examine(input, using: &workspace), of: input, using: &workspace)
    }

    /// What is in the file, from one walk over its segments or chunks; no pixels are decoded.
    public func inspect(_ input: Span<UInt8>) throws(ImagePrepError) -> Inspection {
        try Inspector(limits: options.inputLimits).inspect(input)
    }

    /// How `prepare` would go about it, and why.
    public func plan(_ input: Span<UInt8>) throws(ImagePrepError) -> Plan {
        var workspace = Workspace()
        return try plan(inspect(input), of: input, using: &workspace)
    }

    /// The first half of `prepare`, after which a batch knows what the second half will need.
    package func examine(
        _ input: Span<UInt8>, using workspace: inout Workspace
    ) throws(ImagePrepError) -> Examination {
        var stages = StageClock()
        let inspection = try inspect(input)
        stages.finish(.inspect)
        let plan = try plan(inspection, of: input, using: &workspace)
        stages.finish(.plan)
        return Examination(inspection: inspection, plan: plan, stages: stages)
    }

    /// The second half of `prepare`.
    package func carryOut(
        _ examination: Examination, of input: Span<UInt8>, using workspace: inout Workspace
    ) throws(ImagePrepError) -> PreparedImage {
        var (examination, stages) = (examination, examination.stages)
        stages.restart()
        let output = try carryOut(&examination.plan, examination.inspection, input, &stages, &workspace)
        return try verified(output, examination, &stages)
    }

    /// As above; a copy is the array itself.
    package func carryOut(
        _ examination: Examination, of input: [UInt8], using workspace: inout Workspace
    ) throws(ImagePrepError) -> PreparedImage {
        guard examination.plan.route == .copy, !checksImageData(examination.inspection) else {
            return try carryOut(examination, of: input.span, using: &workspace)
        }
        try workspace.cancellation?.check()
        var stages = examination.stages
        stages.restart()
        return try verified(RouteOutput(copy: input, examination.inspection), examination, &stages)
    }

    /// As above, of an array that the caller gives up: a rewrite, too, needs no memory but the array's.
    package func carryOut(
        _ examination: Examination, consuming input: consuming [UInt8], using workspace: inout Workspace
    ) throws(ImagePrepError) -> PreparedImage {
        let (inspection, plan) = (examination.inspection, examination.plan)
        guard plan.route == .rewrite, !checksImageData(inspection) else {
            return try carryOut(examination, of: input, using: &workspace)
        }
        try workspace.cancellation?.check()
        var stages = examination.stages
        stages.restart()
        let output = try Rewriter(options: options).rewrite(consuming: input, inspection, plan)
        stages.finish(.rewrite)
        return try verified(output, examination, &stages)
    }

    private func verified(
        _ output: RouteOutput, _ examination: Examination, _ stages: inout StageClock
    ) throws(ImagePrepError) -> PreparedImage {
        let (inspection, plan) = (examination.inspection, examination.plan)
        let warnings = try verify(output, inspection, plan, stages: &stages)
        var receipt = Receipt(inspection, plan, output, timings: stages.timings)
        receipt.add(warnings: warnings)
        receipt.checked = plan.decodesImageData || checksImageData(inspection) ? .imageData : .headers
        return PreparedImage(bytes: output.bytes, receipt: receipt)
    }

    private func plan(
        _ inspection: Inspection, of input: Span<UInt8>, using workspace: inout Workspace
    ) throws(ImagePrepError) -> Plan {
        var plan = try Planner(options: options, cancellation: workspace.cancellation)
            .plan(inspection, of: input, using: &workspace.imageData)
        plan.predictedMemoryBytes = MemoryPrediction(inspection, plan, options: options).byteCount
        return plan
    }

    private func carryOut(
        _ plan: inout Plan, _ inspection: Inspection, _ input: Span<UInt8>, _ stages: inout StageClock,
        _ workspace: inout Workspace
    ) throws(ImagePrepError) -> RouteOutput {
        try workspace.cancellation?.check()
        var warnings: [String] = []
        if plan.route == .copy || plan.route == .rewrite, checksImageData(inspection) {
            warnings = try checkImageData(&plan, inspection, input, &workspace)
        }
        var output = try route(&plan, inspection, input, &stages, &workspace)
        output.warnings += warnings
        output.warningCount += warnings.count
        return output
    }

    private func route(
        _ plan: inout Plan, _ inspection: Inspection, _ input: Span<UInt8>, _ stages: inout StageClock,
        _ workspace: inout Workspace
    ) throws(ImagePrepError) -> RouteOutput {
        switch plan.route {
        case .copy:
            var whole = Excerpt()
            whole.append(0..<input.count)
            return RouteOutput(copy: whole.assembled(from: input), inspection)
        case .rewrite:
            defer { stages.finish(.rewrite) }
            return try Rewriter(options: options).rewrite(input, inspection, plan)
        case .transform:
            let outcome = try Transformer(options: options).attempt(input, inspection, plan, &workspace)
            stages.finish(.transform)
            switch outcome {
            case .made(let output): return output
            case .overBudget(let smallest, let encodes):
                plan.becomeRender(of: inspection.uprightSize, smallest: smallest, budget: options.maxBytes)
                var output = try Renderer(options: options).render(input, inspection, plan, &stages, &workspace)
                output.encodes += encodes
                return output
            }
        case .render:
            let outcome = try Renderer(options: options).attempt(input, inspection, plan, &stages, &workspace)
            if case .made(let output) = outcome { return output }
            plan.becomeTransform(of: inspection, budget: options.maxBytes)
            return try route(&plan, inspection, input, &stages, &workspace)
        }
    }

    /// Holds what was made against the promise; a breach is a bug of ours and never handed out.
    ///
    /// - Returns: what its owner should know of it all the same.
    private func verify(
        _ output: RouteOutput, _ inspection: Inspection, _ plan: Plan, stages: inout StageClock
    ) throws(ImagePrepError) -> [String] {
        defer { stages.finish(.verify) }
        let verifier = Verifier(options: options, of: plan, for: inspection)
        var memory = ImageDataMemory()
        let verdict = verifier.verdict(on: output.bytes.span, using: &memory)
        guard verdict.breaches.isEmpty else {
            throw .internalFault(verdict.breaches.map(\.description).joined(separator: "; "))
        }
        return verdict.warnings
    }
}

extension Plan {
    /// Whether its route finds what is wrong with the image data: all but those that copy that of a JPEG. The rows of a PNG
    /// are inflated and their filters looked at on every route.
    fileprivate var decodesImageData: Bool { route == .transform || route == .render || format == .png }

    /// After a look at the picture told that better tables are enough.
    fileprivate mutating func becomeTransform(of inspection: Inspection, budget: Int) {
        guard case .jpeg(let structure) = inspection.container else { return }
        route = .transform
        mayBeCodedAnew = false
        var saving = LosslessSaving(structure, byteCount: inspection.byteCount, maxBytes: budget)
        saving.becomeCertain(triesScans: affordsScans(structure, fileBytes: inspection.byteCount))
        self.saving = saving
    }

    /// After every lossless coding turned out to be too large.
    fileprivate mutating func becomeRender(of size: PixelSize, smallest: Int, budget: Int) {
        route = .render
        // Pixels need not be trimmed.
        targetSize = size
        reason += "; coded anew without loss it takes \(smallest.grouped) bytes or more, and fewer than "
        reason += "\(budget.grouped) are allowed"
        saving = nil
    }
}

/// An input that was looked at, and how it will be prepared.
package struct Examination: Sendable {
    package let inspection: Inspection
    /// May be given another route, to see what that takes.
    package var plan: Plan
    let stages: StageClock
}
