internal import Foundation

/// What one attempt means for the next: by the answer's JSON status first, by HTTP's second.
enum AttemptVerdict: Sendable {
    case answered(PredictResponse)
    case tooLarge(PredictError)
    case failed(PredictError)
    /// It may pass; no sooner than `after`, where the service says so.
    case passing(Fault, after: Duration?)

    enum Fault: Sendable {
        case service(ServiceStatus)
        case connection(String)
        case brokenAnswer(PredictError)

        var isThrottling: Bool {
            if case .service(let status) = self { status.disposition == .throttled } else { false }
        }

        var isBrokenAnswer: Bool {
            if case .brokenAnswer = self { true } else { false }
        }

        /// Whether nothing came back at all.
        var isSilence: Bool {
            if case .connection = self { true } else { false }
        }

        /// What whoever waits meanwhile should know.
        var setback: PredictSetback {
            switch self {
            case .service(let status):
                PredictSetback(
                    kind: status.code.map { "\($0.rawValue)" } ?? "HTTP \(status.httpStatus)",
                    description: "Clarifai cannot answer yet: \(status.sentence)")
            case .connection(let what):
                PredictSetback(kind: "connection", description: "There is no connection to Clarifai: \(what).")
            case .brokenAnswer(let error): PredictSetback(kind: "answer", description: error.description)
            }
        }

        func error(attempts: Int) -> PredictError {
            switch self {
            case .service(let status): .unavailable(status, attempts: attempts)
            case .connection(let what): .connectionFailed(what, attempts: attempts)
            case .brokenAnswer(let error): error
            }
        }
    }
}

extension AttemptVerdict {
    init(_ response: TransportResponse, redactedBy token: AccessToken) {
        let asked = retryAfter(response)
        let decoded: PredictResponse
        do {
            decoded = try ResponseDecoder().decode(response.body, httpStatus: response.status).redacted(by: token)
        } catch {
            self.init(notJSON: response, error, after: asked)
            return
        }
        let status = decoded.status
        switch status.disposition {
        case .success, .seeOutputs, .imageFault: self = .answered(decoded)
        case .throttled, .warmingUp, .transient: self = .passing(.service(status), after: asked)
        case .splitBatch: self = .tooLarge(.refused(status))
        // Even a status that we do not know comes with outputs that may be good.
        case .unknown, .requestFault, .keyFault, .callFault:
            self = decoded.outputs.isEmpty ? .failed(.refused(status)) : .answered(decoded)
        }
    }

    /// A gateway's page, or an answer that was cut on its way.
    private init(notJSON response: TransportResponse, _ error: PredictError, after asked: Duration?) {
        let status = ServiceStatus(code: nil, httpStatus: response.status)
        switch status.disposition {
        case .throttled, .warmingUp, .transient: self = .passing(.service(status), after: asked)
        case .splitBatch: self = .tooLarge(.refused(status))
        case .success, .seeOutputs, .imageFault: self = .passing(.brokenAnswer(error), after: asked)
        case .unknown, .requestFault, .keyFault, .callFault: self = .failed(.refused(status))
        }
    }

    init(_ error: any Error, redactedBy token: AccessToken) {
        switch error as? TransportError {
        case .badRequest(let what): self = .failed(.invalidConfiguration(token.redacting(what)))
        case .answerTooLarge(let limit): self = .failed(.unexpectedAnswer("it has more than \(limit) bytes"))
        case .unusableAnswer(let what):
            self = .passing(.brokenAnswer(.unexpectedAnswer(token.redacting(what))), after: nil)
        case .timedOut: self = .passing(.connection("\(TransportError.timedOut)"), after: nil)
        case .connection(let what): self = .passing(.connection(token.redacting(what)), after: nil)
        case nil: self = .passing(.connection(token.redacting("\(error)")), after: nil)
        }
    }
}

extension StatusCode.Disposition {
    /// Whether waiting may be all that is needed.
    var passes: Bool { [.throttled, .warmingUp, .transient].contains(self) }
}

extension ServiceStatus {
    /// By the code where it is known, otherwise by the HTTP status.
    var disposition: StatusCode.Disposition {
        if let known = code?.disposition, known != .unknown { return known }
        switch httpStatus {
        case 200..<300: return code == nil ? .success : .unknown
        case 401, 403, 407: return .keyFault
        case 408, 502, 503, 504: return .transient
        case 413: return .splitBatch
        case 429: return .throttled
        // A code that we do not know may be about one image; without any, the server did not take the request for Predict.
        case 300..<500: return code == nil ? .callFault : .unknown
        default: return .requestFault
        }
    }
}

/// Seconds, or the date, of a Retry-After header; nil where there is none or it makes no sense.
private func retryAfter(_ response: TransportResponse) -> Duration? {
    guard let text = response.header("Retry-After") else { return nil }
    if let seconds = Double(text) {
        return seconds.isFinite && seconds >= 0 ? .seconds(min(seconds, 86_400)) : nil
    }
    let reader = DateFormatter()
    reader.locale = Locale(identifier: "en_US_POSIX")
    reader.timeZone = TimeZone(identifier: "GMT")
    reader.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    return reader.date(from: text).map { .seconds(min(max($0.timeIntervalSinceNow, 0), 86_400)) }
}
