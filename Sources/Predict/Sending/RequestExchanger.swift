/// Gets an answer to one request: in its turn, and again while that may help and the deadline allows.
struct RequestExchanger: Sendable {
    let configuration: ClientConfiguration
    let transport: any Transport
    let policy: RetryPolicy
    let pacer: RequestPacer
    let timekeeper: any Timekeeper

    enum Outcome: Sendable {
        case answered(PredictResponse)
        case failed(PredictError, isTooLarge: Bool)
    }

    /// Answers that are no JSON are asked for again this often: the server did answer, only the way was bad.
    private static let brokenAnswersTaken = 3

    var newDeadline: Duration { timekeeper.elapsed + policy.deadline }

    func exchange(_ body: RequestBody, path: String, until deadline: Duration) async -> Outcome {
        var failures = 0
        while true {
            guard await wait(forTurnBefore: deadline) else { return .failed(.cancelled, isTooLarge: false) }
            switch await attempt(body, path: path, until: deadline) {
            case .answered(let response): return .answered(response)
            case .tooLarge(let error): return .failed(error, isTooLarge: true)
            case .failed(let error): return .failed(error, isTooLarge: false)
            case .passing(let fault, let asked):
                failures += 1
                let error = fault.error(attempts: failures)
                if fault.isBrokenAnswer, failures >= Self.brokenAnswersTaken {
                    return .failed(error, isTooLarge: false)
                }
                if fault.isThrottling, let asked { pacer.holdBack(until: timekeeper.elapsed + asked) }
                guard await pause(afterFailure: failures, atLeast: asked, until: deadline) else {
                    return .failed(Task.isCancelled ? .cancelled : error, isTooLarge: false)
                }
            }
        }
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

    /// False when the task is cancelled.
    private func wait(forTurnBefore deadline: Duration) async -> Bool {
        let wait = pacer.bookTurn(now: timekeeper.elapsed)
        guard wait > .zero else { return !Task.isCancelled }
        do {
            try await timekeeper.sleep(for: wait)
            return true
        } catch {
            return false
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
            return AttemptVerdict(response, redactedBy: configuration.accessToken)
        } catch {
            if Task.isCancelled || error is CancellationError { return .failed(.cancelled) }
            return AttemptVerdict(error, redactedBy: configuration.accessToken)
        }
    }
}
