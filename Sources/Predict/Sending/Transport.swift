/// Carries one request to a server and its answer back. Retrying, limits and meaning are not its business.
///
/// A conforming type never follows a redirect (that would hand the key to another host), takes no more bytes into memory than
/// the request permits, inflated ones counted, and ends promptly when its task is cancelled.
public protocol Transport: Sendable {
    /// Sends `request` and returns the whole answer, whatever its status.
    ///
    /// - Throws: `TransportError`, or any other error, where there is no whole answer.
    func send(_ request: TransportRequest) async throws -> TransportResponse
}

/// One HTTP request.
public struct TransportRequest: Sendable {
    /// GET or POST.
    public var method: Method
    /// http or https.
    public var url: String
    /// Beside those that the transport writes itself, such as Host and Content-Length.
    public var headers: [HTTPField]
    /// Empty for a GET.
    public var body: RequestBody
    /// The answer may have at most this many bytes of body; `TransportError.answerTooLarge` beyond.
    public var maxAnswerByteCount: Int
    /// From the start to the end of the answer.
    public var timeout: Duration

    /// A request by its parts.
    public init(
        method: Method, url: String, headers: [HTTPField] = [], body: RequestBody = RequestBody(),
        maxAnswerByteCount: Int = 256 << 20, timeout: Duration = .seconds(300)
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.maxAnswerByteCount = maxAnswerByteCount
        self.timeout = timeout
    }

    /// What is done with the address.
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }
}

/// A whole HTTP answer.
public struct TransportResponse: Sendable {
    /// Such as 200.
    public var status: Int
    /// As received.
    public var headers: [HTTPField]
    /// As received, without any content coding: a transport asks for none, and refuses what has one.
    public var body: [UInt8]

    /// An answer by its parts.
    public init(status: Int, headers: [HTTPField] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first value of a header; names are compared without regard to case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// A header line.
public struct HTTPField: Sendable, Hashable {
    /// Such as `Content-Type`.
    public var name: String
    /// What is sent; describing or dumping the field does not show it where it is secret.
    public var value: String
    /// Whether the value must not be shown.
    public var isSecret: Bool

    /// A header by its parts.
    public init(name: String, value: String, isSecret: Bool = false) {
        self.name = name
        self.value = value
        self.isSecret = isSecret
    }
}

extension HTTPField: CustomStringConvertible {
    /// The header line, `***` for a secret value.
    public var description: String { "\(name): \(isSecret ? "***" : value)" }
}

extension HTTPField: CustomDebugStringConvertible {
    /// As `description`.
    public var debugDescription: String { description }
}

extension HTTPField: CustomReflectable {
    /// The header line only, so that no dump shows a secret value.
    public var customMirror: Mirror { Mirror(self, children: ["line": description]) }
}

/// Why there is no whole answer.
public enum TransportError: Error, Sendable, Hashable {
    /// The request cannot be sent at all: trying again is in vain.
    case badRequest(String)
    /// No connection, or one that broke.
    case connection(String)
    /// The timeout of the request passed.
    case timedOut
    /// The answer has more bytes than the request permits.
    case answerTooLarge(limit: Int)
    /// What came back is no HTTP, or comes in a content coding that was not asked for.
    case unusableAnswer(String)
}

extension TransportError: CustomStringConvertible {
    /// A few words without a full stop.
    public var description: String {
        switch self {
        case .badRequest(let what): what
        case .connection(let what): what
        case .timedOut: "the time allowed for it passed"
        case .answerTooLarge(let limit): "the answer has more than \(limit) bytes"
        case .unusableAnswer(let what): "the answer cannot be used: \(what)"
        }
    }
}
