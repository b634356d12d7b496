internal import Foundation
internal import ImagePrep

#if canImport(FoundationNetworking)
internal import FoundationNetworking
#endif

/// One task of a URL session, from its start to its whole answer.
final class URLSessionExchange: Sendable {
    private struct State {
        var task: URLSessionDataTask?
        var continuation: CheckedContinuation<TransportResponse, any Error>?
        var timer: Task<Void, Never>?
        var body: [UInt8] = []
        /// Why we ended it ourselves.
        var fault: (any Error)?
    }

    private let state = Monitor(State())
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
        let fault = state.change { state in
            state.task = task
            state.continuation = continuation
            state.timer = timer
            return state.fault
        }
        task.resume()
        // Cancelled before there was a task to cancel.
        if fault != nil { task.cancel() }
    }

    func cancel() { end(because: CancellationError()) }

    private func end(because fault: any Error) {
        let task = state.change { state in
            state.fault = state.fault ?? fault
            return state.task
        }
        task?.cancel()
    }

    func receive(_ data: Data) {
        let isTooLarge = state.change { state in
            guard state.body.count + data.count <= maxAnswerByteCount else { return true }
            state.body.append(contentsOf: data)
            return false
        }
        if isTooLarge { end(because: TransportError.answerTooLarge(limit: maxAnswerByteCount)) }
    }

    func complete(_ response: URLResponse?, _ error: (any Error)?) {
        let ended = state.change { state in
            defer { state = State() }
            return state
        }
        ended.timer?.cancel()
        let fault = ended.fault ?? error.map(transportError)
        ended.continuation?.resume(with: result(fault, response, ended.body))
    }

    private func result(
        _ fault: (any Error)?, _ response: URLResponse?, _ body: [UInt8]
    ) -> Result<TransportResponse, any Error> {
        if let fault { return .failure(fault) }
        guard let response = response as? HTTPURLResponse else {
            return .failure(TransportError.connection("the answer is not HTTP"))
        }
        let headers = response.allHeaderFields.map { HTTPField(name: "\($0.key)", value: "\($0.value)") }
        return .success(TransportResponse(status: response.statusCode, headers: headers, body: body))
    }
}

private func transportError(_ error: any Error) -> any Error {
    guard let error = error as? URLError else { return TransportError.connection("\(error)") }
    return switch error.code {
    case .cancelled: CancellationError()
    case .timedOut: TransportError.timedOut
    case .badURL, .unsupportedURL: TransportError.badRequest("the address cannot be used")
    default: TransportError.connection(error.localizedDescription)
    }
}
