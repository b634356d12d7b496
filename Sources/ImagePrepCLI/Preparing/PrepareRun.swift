internal import ImagePrep
internal import SystemFiles

/// Prepares a list of inputs: workers do the work, this thread gives names, reports and counts, in input order.
struct PrepareRun {
    let inputs: InputList
    let job: PrepareJob
    let workerCount: Int
    let interrupts: Interrupts
    var outputs: OutputCommit
    var report: ReportFile?
    /// Nil where none was asked for.
    var page: ReviewPage?
    var summary: Summary
    var progress: ProgressLine
    /// Nil where no program asked for them.
    var events: EventStream?
    /// In a dry run: whether each input gets a line on standard output.
    let printsPlans: Bool
    private var isOutputBroken = false

    init(
        inputs: InputList, job: PrepareJob, workerCount: Int, interrupts: Interrupts, outputs: OutputCommit,
        report: ReportFile?, page: ReviewPage?, verbosity: Verbosity, printsEvents: Bool, printsPlans: Bool
    ) {
        (self.inputs, self.job, self.workerCount, self.interrupts) = (inputs, job, workerCount, interrupts)
        (self.outputs, self.report, self.page, self.printsPlans) = (outputs, report, page, printsPlans)
        summary = Summary(total: inputs.inputs.count, verbosity)
        progress = ProgressLine(verbosity)
        if printsEvents { events = EventStream(total: inputs.inputs.count) }
    }

    /// Returns how the process shall end.
    mutating func run() -> ExitStatus {
        let failures = inputs.failures
        OrderedBatch(workerCount: workerCount).run(inputs.inputs) { [job] input, workspace in
            job.cancellation.isRaised
                ? Outcome(result: .cancelled, duration: .zero)
                : failures[input.name].map { Outcome(result: .failed(Failure($0)), duration: .zero) }
                    ?? job.run(input, workspace)
        } deliver: { input, outcome in
            deliver(input, outcome)
        }
        progress.erase()
        summary.print(inputs, interruptedBy: interrupts.signal)
        let seconds = summary.start.duration(to: .now).seconds
        page?.finish(summary.counts, seconds: seconds, interruptedBy: interrupts.signal)
        let status = status
        events?.end(summary.counts, status)
        return events?.isBroken == true ? self.status : status
    }

    private mutating func deliver(_ input: Input, _ outcome: Outcome) {
        var outcome = outcome
        // What replaces an input is told before it does: a process that ends between the two has lost nothing that is not told.
        let isToldFirst = outcome.replacesInput
        if isToldFirst { report?.add(input, outcome) }
        do {
            try commit(outcome.result, of: input)
            if !isToldFirst { report?.add(input, outcome) }
        } catch {
            outcome.result = .failed(Failure(error))
            report?.add(input, outcome)
        }
        page?.add(input, outcome)
        progress.erase()
        tellPlan(input, outcome)
        summary.add(input, outcome)
        events?.add(input, outcome, summary.counts)
        progress.show(summary.counts)
    }

    private mutating func commit(_ result: Outcome.Result, of input: Input) throws(FileError) {
        switch result {
        case .prepared(let output):
            // An input is not replaced where nothing tells what it was.
            if case .replacement(let file, _) = output.location, report?.isBroken != false {
                file.remove()
                throw .outputUnwritable(output.destination ?? input.name, reason: "the report cannot be written")
            }
            try outputs.commit(output, of: input)
        case .existing(let output): try outputs.claim(output.path, for: input)
        case .planned, .failed, .notAnImage, .cancelled: break
        }
    }

    private mutating func tellPlan(_ input: Input, _ outcome: Outcome) {
        guard printsPlans, !isOutputBroken else { return }
        switch outcome.result {
        case .planned, .existing:
            guard let text = outcome.sentence else { return }
            isOutputBroken = (try? printLine("\(input.name)\(text)")) == nil
        case .prepared, .failed, .notAnImage, .cancelled: break
        }
    }

    private var status: ExitStatus {
        if let signal = interrupts.signal { return .interrupted(signal) }
        let isBroken =
            isOutputBroken || report?.isBroken == true || events?.isBroken == true
            || page?.isBroken == true
        if summary.counts.outputFaults > 0 || isBroken { return .cannotWrite }
        return summary.counts.failed > 0 || summary.counts.handled == 0 ? .inputFailed : .success
    }
}
