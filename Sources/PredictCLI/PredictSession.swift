internal import Foundation
internal import Predict

/// One run of the command.
struct PredictSession: Sendable {
    let client: PredictClient
    let model: ModelReference
    let options: PredictOptions
    let inputs: InputListing
    let output: OutputPlan

    func run() async throws -> ExitStatus {
        let work = Task { output.isDryRun ? try await DryRun(session: self).run() : try await answerAll() }
        let interrupts = Interrupts { work.cancel() }
        do {
            let status = try await work.value
            return interrupts.signal.map(ExitStatus.interrupted) ?? status
        } catch {
            if let signal = interrupts.signal { return .interrupted(signal) }
            throw error
        }
    }

    private func answerAll() async throws -> ExitStatus {
        let log = try output.resumePath.map { path throws(CannotWrite) in
            try ResumeLog(path: path, model: model, options: options)
        }
        let annotator = try output.annotatedFolder.map { folder throws(CannotWrite) in try Annotator(folder: folder) }
        var writer = AnswerWriter(style: output.style)
        var summary = Summary(total: inputs.inputs.count, skipped: inputs.skippedCount, isQuiet: output.isQuiet)
        var open: [Int] = []
        for (position, input) in inputs.inputs.enumerated() {
            if let answer = input.failedAnswer(at: position) {
                summary.count(answer)
                try writer.put(AnswerRecord(answer, name: input.name, model: model), at: position)
                continue
            }
            guard let record = log?.answer(to: input) else {
                open.append(position)
                continue
            }
            summary.countResumed()
            try writer.put(record, at: position)
        }
        var client = client
        if !output.isQuiet {
            let notes = SetbackNotes()
            client.onSetback = { notes.note($0) }
        }
        do {
            try await client.predict(
                open.lazy.map { inputs.inputs[$0].input }, model: model, options: options, order: .completion,
                keepsImages: annotator != nil
            ) { answer in
                let position = open[answer.index]
                let input = inputs.inputs[position]
                var record = AnswerRecord(answer, name: input.name, model: model)
                if let annotator { try annotator.save(answer, name: input.name, notingIn: &record) }
                try log?.append(record, to: input)
                summary.count(answer)
                try writer.put(record, at: position)
            }
        } catch is CancellationError {
            summary.note(interruptedWith: log != nil)
        }
        try writer.finish()
        return summary.finish()
    }
}

extension ListedInput {
    /// The answer of what is not asked about; nil for all others.
    func failedAnswer(at position: Int) -> PredictAnswer? {
        failure.map { PredictAnswer(index: position, id: nil, outcome: .failure($0)) }
    }
}
