internal import Foundation
internal import ImagePrep

#if canImport(FoundationNetworking)
internal import FoundationNetworking
#endif

/// One task of a URL session, from its start to its whole answer or to the first reason why there is none.
final class URLSessionExchange: Sendable {
    private struct State {
        var task: URLSessionDataTask?
        var continuation: CheckedContinuation<TransportResponse, any Error>?
        var timer: Task<Void, Never>?
        var body: [UInt8] = []
        /// How it ended; what comes after that is dropped.
        var outcome: Result<TransportResponse, any Error>?
        var droppedPieceCount = 0
    }

    private let state = ConditionLock(State())
    private let maxAnswerByteCount: Int
    private let timeout: Duration

    init(_ request: TransportRequest) {
        maxAnswerByteCount = request.maxAnswerByteCount
        timeout = request.timeout
    }

    func start(_ task: URLSessionDataTask, _ continuation: CheckedContinuation<TransportResponse, any Error>) {
        // The session's own timeout starts anew with every byte; this one is for the whole exchange.
        let timer = Task { [timeout] in
            do { try await Task.sleep(for: timeout) } catch { return }
            end(because: TransportError.timedOut)
        }
        let outcome = state.change { state in
            guard state.outcome == nil else { return state.outcome }
            state.task = task
            state.continuation = continuation
            state.timer = timer
            return nil
        }
        task.resume()
        guard let outcome else { return }
        // Cancelled before there was a task to cancel.
        timer.cancel()
        task.cancel()
        continuation.resume(with: outcome)
    }

    func cancel() { end(because: CancellationError()) }

    func receive(_ response: URLResponse) {
        let coding = (response as? HTTPURLResponse)?.value(forHTTPHeaderField: "Content-Encoding")
        if let fault = TransportError.refusal(ofContentCoding: coding) { end(because: fault) }
    }

    func receive(_ data: Data) {
        let isTooLarge = state.change { state in
            guard state.outcome == nil else {
                state.droppedPieceCount += 1
                return false
            }
            guard data.count <= maxAnswerByteCount - state.body.count else { return true }
            state.body.append(contentsOf: data)
            return false
        }
        if isTooLarge { end(because: TransportError.answerTooLarge(limit: maxAnswerByteCount)) }
        letCancellingCatchUp()
    }

    /// The thread that cancels the transfer may take a moment to start, in which a fast server sends hundreds of megabytes:
    /// each of the first pieces that are dropped waits a little, and no more of them, as other transfers wait too.
    private func letCancellingCatchUp() {
        let isEarly = state.change { (1...64).contains($0.droppedPieceCount) }
        if isEarly { Thread.sleep(forTimeInterval: 0.001) }
    }

    func complete(_ response: URLResponse?, _ error: (any Error)?) {
        settle { body in
            if let error { return .failure(transportError(error)) }
            guard let response = response as? HTTPURLResponse else {
                return .failure(TransportError.unusableAnswer("it is no HTTP"))
            }
            let headers = response.allHeaderFields.map { HTTPField(name: "\($0.key)", value: "\($0.value)") }
            return .success(TransportResponse(status: response.statusCode, headers: headers, body: body))
        }
    }

    /// Whoever waits goes on at once; the transfer ends as soon as its queue lets it, and what it still brings is dropped.
    private func end(because fault: any Error) {
        guard let task = settle({ _ in .failure(fault) }) else { return }
        // Waits for the queue of the transfer, which may be the one that this runs on; a queue of its own may be kept waiting
        // by whatever else the process does.
        Thread.detachNewThread { task.cancel() }
    }

    /// Keeps the first outcome only, and gives back the task that it is of.
    @discardableResult
    private func settle(
        _ makeOutcome: ([UInt8]) -> Result<TransportResponse, any Error>
    ) -> URLSessionDataTask? {
        let ended = state.change { state -> State? in
            guard state.outcome == nil else { return nil }
            var ended = state
            state = State()
            ended.outcome = makeOutcome(ended.body)
            state.outcome = ended.outcome.map { outcome in
                // An answer has been handed over then, and needs no second keeper.
                if case .success = outcome { .failure(CancellationError()) } else { outcome }
            }
            return ended
        }
        guard let ended, let outcome = ended.outcome else { return nil }
        ended.timer?.cancel()
        ended.continuation?.resume(with: outcome)
        return ended.task
    }
}

private func transportError(_ error: any Error) -> any Error {
    guard let error = error as? URLError else { return TransportError.connection("\(error)") }
    return switch error.code {
    case .cancelled: CancellationError()
    case .timedOut: TransportError.timedOut
    case .badURL: TransportError.badRequest("the address cannot be used")
    // The scheme was looked at before: libcurl says this of an answer that does not begin as HTTP does.
    case .unsupportedURL, .cannotParseResponse, .cannotDecodeContentData, .cannotDecodeRawData:
        TransportError.unusableAnswer("it is no HTTP, or breaks its rules")
    default: TransportError.connection(error.localizedDescription)
    }
}
