public import ImagePrep

/// Why there is no answer, by whose fault it is. Never holds the access token.
public enum PredictError: Error, Sendable, Hashable {
    /// No key was given.
    case missingAccessToken
    /// The client, the model's name or an option cannot be used.
    case invalidConfiguration(String)
    /// An input cannot be read, or is none.
    case invalidInput(String)
    /// The image cannot be made into one that the service takes.
    case notPrepared(ImagePrepError)
    /// An image that was to be sent as it is breaks a limit of the service; nothing was sent.
    case overLimit(RequestLimit, limit: Int, actual: Int)
    /// The service answered with a status that trying again does not change.
    case refused(ServiceStatus)
    /// What the service said last, when the deadline for trying again had come.
    case unavailable(ServiceStatus, attempts: Int)
    /// No connection, or one that broke, until the deadline had come.
    case connectionFailed(String, attempts: Int)
    /// The service answered with something that is no Predict answer.
    case unexpectedAnswer(String)
    /// A picture behind a URL was not downloaded; a user and password in the address are shown as `***`.
    case fetchFailed(url: String, reason: String)
    /// The caller cancelled.
    case cancelled
}

/// What the service limits; see `RequestLimits`.
public enum RequestLimit: String, Sendable, Hashable, CaseIterable {
    case imageBytes
    case imagePixels
    case requestBytes
}

/// What the service says about a request or about one image of it.
public struct ServiceStatus: Sendable, Hashable {
    /// By the answer's JSON; nil where the answer was none, as from a gateway.
    public var code: StatusCode?
    /// A few words on the code.
    public var description: String
    /// What went wrong this time.
    public var details: String
    /// What Clarifai's support asks for.
    public var requestID: String
    /// Of the whole request.
    public var httpStatus: Int

    /// A status by its parts.
    public init(
        code: StatusCode?, description: String = "", details: String = "", requestID: String = "", httpStatus: Int = 200
    ) {
        self.code = code
        self.description = description
        self.details = details
        self.requestID = requestID
        self.httpStatus = httpStatus
    }
}

extension PredictError {
    /// A stable name for reports; never changes for a case once released.
    public var code: String {
        switch self {
        case .missingAccessToken: "missingAccessToken"
        case .invalidConfiguration: "invalidConfiguration"
        case .invalidInput: "invalidInput"
        case .notPrepared(let error): error.code
        case .overLimit: "overLimit"
        case .refused: "refused"
        case .unavailable: "unavailable"
        case .connectionFailed: "connectionFailed"
        case .unexpectedAnswer: "unexpectedAnswer"
        case .fetchFailed: "fetchFailed"
        case .cancelled: "cancelled"
        }
    }

    /// Whether it is about the key, so that a person has to act: exit status 77 of the command.
    public var concernsAccessToken: Bool {
        switch self {
        case .missingAccessToken: true
        case .refused(let status): status.disposition == .keyFault
        default: false
        }
    }

    /// Whether no other image can be answered either, so that sending on is in vain.
    package var endsRun: Bool {
        switch self {
        case .missingAccessToken, .invalidConfiguration, .unavailable, .connectionFailed, .cancelled: true
        case .refused(let status): [.keyFault, .callFault].contains(status.disposition)
        default: false
        }
    }
}

extension PredictError: CustomStringConvertible {
    /// A full sentence, with what to do where we know it.
    public var description: String {
        switch self {
        case .missingAccessToken:
            "There is no Clarifai access token: create one at https://clarifai.com/settings/security "
                + "and set it with `export CLARIFAI_PAT=...`."
        case .invalidConfiguration(let what): "The call cannot be made: \(what)."
        case .invalidInput(let what): "The input cannot be used: \(what)."
        case .notPrepared(let error): error.description
        case .overLimit(let limit, let most, let actual):
            "The image was not sent: it needs \(actual) \(limit.unit), and the service takes \(most) at most."
        case .refused(let status): "Clarifai refused: \(status.sentence)\(status.advice)"
        case .unavailable(let status, let attempts):
            "Clarifai could not answer in time: \(status.sentence) It was tried \(counted(attempts, "time")); "
                + "try again later, or with a longer deadline."
        case .connectionFailed(let what, let attempts):
            "There was no connection to Clarifai: \(what). It was tried \(counted(attempts, "time"))."
        case .unexpectedAnswer(let what): "Clarifai's answer cannot be used: \(what)."
        case .fetchFailed(let url, let reason): "\(url) was not downloaded: \(reason)."
        case .cancelled: "The work was cancelled."
        }
    }
}

extension RequestLimit {
    /// What the numbers of this limit count, as a plural.
    public var unit: String {
        switch self {
        case .imageBytes: "bytes"
        case .imagePixels: "pixels"
        case .requestBytes: "bytes of request, base64 and JSON included"
        }
    }
}

extension ServiceStatus {
    /// Code, words and request id, ending in a full stop.
    var sentence: String {
        var words = [description, details].filter { !$0.isEmpty }.joined(separator: ": ")
        if words.isEmpty { words = "HTTP status \(httpStatus)" }
        let marks = [
            code.map { "code \($0)" }, requestID.isEmpty ? nil : "request \(requestID)",
        ].compactMap(\.self)
        return marks.isEmpty ? "\(words)." : "\(words) (\(marks.joined(separator: ", ")))."
    }

    fileprivate var advice: String {
        switch disposition {
        case .keyFault where code == nil && httpStatus == 407:
            " It was a proxy that refused: check the user and password in the proxy's address."
        case .keyFault:
            " Check CLARIFAI_PAT against https://clarifai.com/settings/security; public models need a personal access token, "
                + "not an app's key."
        case .callFault where code == .modelDoesNotExist:
            " Check the model's user, app, id and version on its page at https://clarifai.com/explore/models."
        default: ""
        }
    }
}

func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
