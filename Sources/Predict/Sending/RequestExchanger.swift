/// Gets an answer to one request: in its turn, and again while that may help and the deadline allows.
struct RequestExchanger: Sendable {
    let configuration: ClientConfiguration
    let transport: any Transport
    let policy: RetryPolicy
    let pacer: RequestPacer
    let contact: ServiceContact
    let timekeeper: any Timekeeper
    let onSetback: (@Sendable (PredictSetback) -> Void)?

    enum Outcome: Sendable {
        case answered(PredictResponse)
        case failed(PredictError, isTooLarge: Bool)
    }

    /// Answers that are no JSON are asked for again this often: the server did answer, only the way was bad.
    private static let brokenAnswersTaken = 3

    var newDeadline: Duration { timekeeper.elapsed + policy.deadline }

    func exchange(_ body: RequestBody, path: String, until deadline: Duration) async -> Outcome {
        let start = timekeeper.elapsed
        var failures = 0
        while true {
            if let error = await wait(forTurnBefore: deadline, failures) { return .failed(error, isTooLarge: false) }
            switch await attempt(body, path: path, until: deadline) {
            case .answered(let response): return .answered(response)
            case .tooLarge(let error): return .failed(error, isTooLarge: true)
            case .failed(let error): return .failed(error, isTooLarge: false)
            case .passing(let fault, let asked):
                failures += 1
                let error = fault.error(attempts: failures)
                if isFinal(fault, failures, since: start) { return .failed(error, isTooLarge: false) }
                if fault.isThrottling, let asked { pacer.holdBack(until: timekeeper.elapsed + asked) }
                onSetback?(fault.setback)
                guard await pause(afterFailure: failures, atLeast: asked, until: deadline) else {
                    return .failed(Task.isCancelled ? .cancelled : error, isTooLarge: false)
                }
            }
        }
    }

    /// Whether trying again is in vain, long before the deadline.
    private func isFinal(_ fault: AttemptVerdict.Fault, _ failures: Int, since start: Duration) -> Bool {
        if fault.isBrokenAnswer { return failures >= Self.brokenAnswersTaken }
        guard fault.isSilence, !contact.hasAnswered else { return false }
        return policy.isHopeless(afterFailure: failures, in: timekeeper.elapsed - start)
    }

    /// Sleeps before another try; false where the deadline would pass meanwhile, or the task is cancelled.
    func pause(afterFailure failures: Int, atLeast asked: Duration? = nil, until deadline: Duration) async -> Bool {
        let pause = policy.pause(afterFailure: failures, atLeast: asked)
        guard timekeeper.elapsed + pause < deadline else { return false }
        do {
            try await timekeeper.sleep(for: pause)
            return true
        } catch {
            return false
        }
    }

    /// Why there is no turn: the task is cancelled, or the service has asked everyone to wait beyond the deadline.
    private func wait(forTurnBefore deadline: Duration, _ attempts: Int) async -> PredictError? {
        let wait = pacer.bookTurn(now: timekeeper.elapsed)
        guard wait > .zero else { return Task.isCancelled ? .cancelled : nil }
        guard timekeeper.elapsed + wait < deadline else {
            let words = "it throttles, and asks to wait for \(counted(Int(wait.components.seconds), "second"))"
            let status = ServiceStatus(code: nil, description: words, httpStatus: 429)
            return .unavailable(status, attempts: attempts)
        }
        do {
            try await timekeeper.sleep(for: wait)
            return nil
        } catch {
            return .cancelled
        }
    }

    private func attempt(_ body: RequestBody, path: String, until deadline: Duration) async -> AttemptVerdict {
        let request = TransportRequest(
            method: .post, url: configuration.baseURL + path,
            headers: [
                configuration.accessToken.authorization,
                HTTPField(name: "Content-Type", value: "application/json"),
                HTTPField(name: "Accept", value: "application/json"),
            ],
            body: body, timeout: max(deadline - timekeeper.elapsed, .milliseconds(1)))
        do {
            let response = try await transport.send(request)
            contact.noteAnswer()
            return AttemptVerdict(response, redactedBy: configuration.accessToken)
        } catch {
            if Task.isCancelled || error is CancellationError { return .failed(.cancelled) }
            return AttemptVerdict(error, redactedBy: configuration.accessToken)
        }
    }
}
