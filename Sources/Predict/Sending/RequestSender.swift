/// What came of one input of a request.
struct SendOutcome: Sendable {
    var result: Result<Prediction, PredictError>
    var notes: [String] = []
}

/// Sends one batch until every input of it has an outcome: again after a pause, in parts, or without the culprits.
struct RequestSender: Sendable {
    let exchanger: RequestExchanger
    let template: RequestTemplate

    /// One outcome for each of `inputs`, in their order. Ends promptly, with `.cancelled`, when the task is cancelled.
    func send(_ inputs: [OutgoingInput]) async -> [SendOutcome] {
        await send(inputs, until: exchanger.newDeadline, turn: 1)
    }

    /// - Parameter turn: how often these inputs have been sent, this time included.
    private func send(_ inputs: [OutgoingInput], until deadline: Duration, turn: Int) async -> [SendOutcome] {
        switch await exchanger.exchange(template.body(of: inputs), path: template.path, until: deadline) {
        case .answered(let response):
            return await settle(response, inputs, until: deadline, turn: turn)
        case .failed(_, isTooLarge: true) where inputs.count > 1:
            return await sendHalves(of: inputs, until: deadline)
        case .failed(let error, _):
            return inputs.map { _ in SendOutcome(result: .failure(error)) }
        }
    }

    private func sendHalves(of inputs: [OutgoingInput], until deadline: Duration) async -> [SendOutcome] {
        let middle = inputs.count / 2
        let first = await send(Array(inputs[..<middle]), until: deadline, turn: 1)
        return await first + send(Array(inputs[middle...]), until: deadline, turn: 1)
    }

    private func settle(
        _ response: PredictResponse, _ inputs: [OutgoingInput], until deadline: Duration, turn: Int
    ) async -> [SendOutcome] {
        // A fault of one image can be all that is said about a whole batch.
        if response.outputs.isEmpty, inputs.count > 1,
            [.imageFault, .seeOutputs].contains(response.status.disposition)
        {
            return await sendHalves(of: inputs, until: deadline)
        }
        var outcomes = OutputMatcher(inputs: inputs).outcomes(of: response)
        let repeated: [Int]
        switch RepeatChoice(outcomes) {
        case .none: return outcomes
        case .halves: return await sendHalves(of: inputs, until: deadline)
        case .some(let positions): repeated = positions
        case .afterPause(let positions, let status):
            guard await exchanger.pause(afterFailure: turn, until: deadline) else {
                let error = Task.isCancelled ? PredictError.cancelled : .unavailable(status, attempts: turn)
                for position in positions { outcomes[position].result = .failure(error) }
                return outcomes
            }
            repeated = positions
        }
        let outcomesOfRepeated = await send(repeated.map { inputs[$0] }, until: deadline, turn: turn + 1)
        for (position, outcome) in zip(repeated, outcomesOfRepeated) { outcomes[position] = outcome }
        return outcomes
    }
}

/// Which inputs of an answered batch are worth sending again.
private enum RepeatChoice {
    case none
    case halves
    case some([Int])
    case afterPause([Int], ServiceStatus)

    init(_ outcomes: [SendOutcome]) {
        let statuses = outcomes.map { outcome -> ServiceStatus? in
            guard case .failure(.refused(let status)) = outcome.result else { return nil }
            return status
        }
        let passing = statuses.indices.filter { statuses[$0]?.disposition.passes ?? false }
        if let first = passing.first, let status = statuses[first] {
            self = .afterPause(passing, status)
            return
        }
        // One bad image can make its whole batch fail, the good ones with a status that blames nobody.
        let suspects = statuses.indices.filter { statuses[$0]?.blamesNobody ?? false }
        guard outcomes.count > 1, statuses.allSatisfy({ $0 != nil }), !suspects.isEmpty else {
            self = .none
            return
        }
        self = suspects.count == outcomes.count ? .halves : .some(suspects)
    }
}

extension ServiceStatus {
    fileprivate var blamesNobody: Bool {
        guard let code else { return false }
        return [.imageFault, .seeOutputs].contains(code.disposition) && !code.namesCulprit
    }
}
