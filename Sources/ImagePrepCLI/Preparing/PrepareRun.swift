internal import ImagePrep

/// Prepares a list of inputs: workers do the work, this thread gives names, reports and counts, in input order.
struct PrepareRun {
    let inputs: InputList
    let job: PrepareJob
    let workerCount: Int
    let interrupts: Interrupts
    var outputs: OutputCommit
    var report: ReportFile?
    var summary: Summary
    var progress: ProgressLine

    /// Returns how the process shall end.
    mutating func run() -> ExitStatus {
        let unreadable = inputs.unreadable
        OrderedBatch(workerCount: workerCount).run(inputs.inputs) { [job] input, workspace in
            job.cancellation.isRaised
                ? Outcome(result: .cancelled, duration: .zero)
                : unreadable[input.name].map { Outcome(result: .failed(Failure($0)), duration: .zero) }
                    ?? job.run(input, workspace)
        } deliver: { input, outcome in
            deliver(input, outcome)
        }
        progress.erase()
        summary.print(skippedCount: inputs.skippedCount, interruptedBy: interrupts.signal)
        return status
    }

    private mutating func deliver(_ input: Input, _ outcome: Outcome) {
        var outcome = outcome
        if case .prepared(let output) = outcome.result {
            do {
                try outputs.commit(output, of: input)
            } catch {
                outcome.result = .failed(Failure(error))
            }
        }
        report?.add(input, outcome)
        progress.erase()
        summary.add(input, outcome)
        progress.show(summary.counts)
    }

    private var status: ExitStatus {
        if let signal = interrupts.signal { return .interrupted(signal) }
        if summary.counts.outputFaults > 0 || report?.isBroken == true { return .cannotWrite }
        return summary.counts.failed > 0 || summary.counts.handled == 0 ? .inputFailed : .success
    }
}
