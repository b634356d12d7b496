// START HERE.

/// Turns any photo into bytes that a vision API can take: upright, clean, colour-true and under the limits.
///
/// prepare = inspect -> plan -> execute -> verify. A preparer is a value that holds options; use one from any thread.
public struct ImagePreparer: Sendable {
    /// What the caller chose.
    public var options: PrepareOptions

    /// A preparer with these options; the defaults are those of the Clarifai Predict API.
    public init(options: PrepareOptions = PrepareOptions()) {
        self.options = options
    }

    /// Returns an image that keeps the promise of `options`, or throws and leaves nothing behind.
    ///
    /// - Parameter input: a whole file of a format that this build reads (`ImageFormat.allCases`).
    /// - Throws: `ImagePrepError`, which says what, how much and whose fault.
    public func prepare(_ input: [UInt8]) throws(ImagePrepError) -> PreparedImage {
        try prepare(input, using: Workspace())
    }

    /// Prepares an image whose bytes lie anywhere, as `prepare(_:)` does for an array.
    public func prepare(_ input: Span<UInt8>) throws(ImagePrepError) -> PreparedImage {
        try prepare(input, using: Workspace())
    }

    /// As `prepare(_:)`, with memory and codec handles that are used again from image to image.
    ///
    /// Where nothing is to do, the result shares the storage of `input` and nothing is copied.
    public func prepare(_ input: [UInt8], using workspace: Workspace) throws(ImagePrepError) -> PreparedImage {
        let context = makeContext(using: workspace)
        return try execute(analyze(input.span, in: context), of: input, in: context)
    }

    /// As `prepare(_:)`, with memory and codec handles that are used again from image to image.
    public func prepare(_ input: Span<UInt8>, using workspace: Workspace) throws(ImagePrepError) -> PreparedImage {
        let context = makeContext(using: workspace)
        return try execute(analyze(input, in: context), of: input, in: context)
    }

    /// What is in the file, from one walk over its segments or chunks; no pixels are decoded.
    public func inspect(_ input: Span<UInt8>) throws(ImagePrepError) -> Inspection {
        try Inspector(limits: options.inputLimits).inspect(input)
    }

    /// How `prepare` would go about it, and why.
    public func plan(_ input: Span<UInt8>) throws(ImagePrepError) -> Plan {
        try analyze(input, in: makeContext()).plan
    }

    /// What the work on one image is given.
    package func makeContext(
        using workspace: Workspace = Workspace(), cancellation: CancellationFlag? = nil
    ) -> PreparationContext {
        PreparationContext(options, using: workspace, cancellation: cancellation)
    }

    /// The first half of `prepare`, after which a batch knows what the second half will need.
    package func analyze(
        _ input: Span<UInt8>, in context: PreparationContext
    ) throws(ImagePrepError) -> PreparationAnalysis {
        context.timer = StageTimer()
        let inspection = try inspect(input)
        context.timer.record(.inspect)
        let plan = try Planner(context: context).plan(inspection, of: input)
        context.timer.record(.plan)
        return PreparationAnalysis(inspection: inspection, plan: plan, timer: context.timer)
    }

    /// The second half of `prepare`.
    package func execute(
        _ analysis: PreparationAnalysis, of input: Span<UInt8>, in context: PreparationContext
    ) throws(ImagePrepError) -> PreparedImage {
        var analysis = analysis
        try begin(analysis, in: context)
        let output = try output(&analysis.plan, analysis.inspection, input, in: context)
        return try verified(output, analysis, context)
    }

    /// The second half of `prepare` for an array, which a copy shares.
    package func execute(
        _ analysis: PreparationAnalysis, of input: [UInt8], in context: PreparationContext
    ) throws(ImagePrepError) -> PreparedImage {
        guard analysis.plan.route == .copy, !checksImageData(analysis.inspection) else {
            return try execute(analysis, of: input.span, in: context)
        }
        try begin(analysis, in: context)
        return try verified(RouteOutput(copy: input, analysis.inspection), analysis, context)
    }

    /// The second half of `prepare` for an array that the caller gives up: a rewrite, too, needs no memory but the array's.
    package func execute(
        _ analysis: PreparationAnalysis, consuming input: consuming [UInt8], in context: PreparationContext
    ) throws(ImagePrepError) -> PreparedImage {
        let (inspection, plan) = (analysis.inspection, analysis.plan)
        guard plan.route == .rewrite, !checksImageData(inspection) else {
            return try execute(analysis, of: input, in: context)
        }
        try begin(analysis, in: context)
        let output = try Rewriter().rewrite(consuming: input, inspection, plan)
        context.timer.record(.rewrite)
        return try verified(output, analysis, context)
    }

    /// Goes on with the time that analyzing took; what passed since then, waiting for memory, counts for no stage.
    private func begin(_ analysis: PreparationAnalysis, in context: PreparationContext) throws(ImagePrepError) {
        try context.checkCancellation()
        context.timer = analysis.timer
        context.timer.restart()
    }

    private func verified(
        _ output: RouteOutput, _ analysis: PreparationAnalysis, _ context: PreparationContext
    ) throws(ImagePrepError) -> PreparedImage {
        let (inspection, plan) = (analysis.inspection, analysis.plan)
        let warnings = try verify(output, inspection, of: plan, in: context)
        var receipt = Receipt(inspection, plan, output, timings: context.timer.timings)
        receipt.add(warnings: warnings)
        // The plan has said it of its own size; a byte budget may have made a smaller one.
        if options.readabilityWarning(of: plan.targetSize) == nil,
            let warning = options.readabilityWarning(of: output.size)
        {
            receipt.add(warnings: [warning])
        }
        receipt.checked = hasSeenImageData(inspection, plan) ? .imageData : .headers
        return PreparedImage(bytes: output.bytes, receipt: receipt)
    }

    /// Tries the plan's attempts until one makes the output; leaves the plan at that one.
    private func output(
        _ plan: inout Plan, _ inspection: Inspection, _ input: Span<UInt8>, in context: PreparationContext
    ) throws(ImagePrepError) -> RouteOutput {
        var warnings: [String] = []
        if plan.route == .copy || plan.route == .rewrite, checksImageData(inspection) {
            warnings = try inspection.file.checkImageData(&plan, of: input, in: context)
        }
        var encodes = 0
        while let attempt = plan.attempts.first {
            switch try outcome(of: attempt, of: plan, inspection, input, in: context) {
            case .made(var output):
                output.encodes += encodes
                output.warnings += warnings
                output.warningCount += warnings.count
                return output
            case .handedOn(let route, let reason, let spent):
                encodes += spent
                plan.attempts.removeFirst()
                plan.begin(with: route)
                // What a transform trims, a render need not.
                if attempt.route == .transform { plan.targetSize = inspection.uprightSize }
                if let reason { plan.reasons.append(reason) }
            }
        }
        throw .internalFault("no attempt of the plan was left to make an output")
    }

    private func outcome(
        of attempt: Attempt, of plan: Plan, _ inspection: Inspection, _ input: Span<UInt8>,
        in context: PreparationContext
    ) throws(ImagePrepError) -> AttemptOutcome {
        switch attempt {
        case .copy:
            var whole = StrippedFile()
            whole.append(0..<input.count)
            return .made(RouteOutput(copy: whole.assembled(from: input), inspection))
        case .rewrite:
            defer { context.timer.record(.rewrite) }
            return .made(try Rewriter().rewrite(input, inspection, plan))
        case .transform:
            defer { context.timer.record(.transform) }
            return try inspection.file.transform(input, inspection, plan, in: context)
        case .render:
            return try Renderer(context).attempt(input, inspection, plan)
        }
    }

    /// Holds what was made against the promise; a breach is a bug of ours and never handed out.
    ///
    /// - Returns: what its owner should know of it all the same.
    private func verify(
        _ output: RouteOutput, _ inspection: Inspection, of plan: Plan, in context: PreparationContext
    ) throws(ImagePrepError) -> [String] {
        defer { context.timer.record(.verify) }
        let verifier = Verifier(options: options, of: plan, for: inspection)
        let verdict = verifier.verdict(on: output.bytes.span, in: context)
        guard verdict.breaches.isEmpty else {
            throw .internalFault(verdict.breaches.map(\.description).joined(separator: "; "))
        }
        return verdict.warnings
    }
}

extension ImagePreparer {
    /// Whether image data is decoded where a route would only copy it.
    private func checksImageData(_ inspection: Inspection) -> Bool {
        options.inputCheck == .imageData && inspection.file.leavesImageData
    }

    /// Whether whatever is wrong with the image data was found.
    private func hasSeenImageData(_ inspection: Inspection, _ plan: Plan) -> Bool {
        switch plan.route {
        case .transform, .render: true
        case .copy, .rewrite: !inspection.file.leavesImageData || checksImageData(inspection)
        }
    }
}

/// An input that was looked at, and how it will be prepared.
package struct PreparationAnalysis: Sendable {
    package let inspection: Inspection
    /// May be given another route, to see what that takes.
    package var plan: Plan
    let timer: StageTimer
}
