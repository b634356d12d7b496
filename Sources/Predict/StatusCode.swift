/// A status code of the Clarifai API. Source: `status_code.proto` of Clarifai's published interface definitions.
public struct StatusCode: RawRepresentable, Sendable, Hashable {
    /// The number.
    public let rawValue: Int

    /// A code by its number, known or not.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Everything is answered.
    public static let success = StatusCode(rawValue: 10000)
    /// Some images are answered, some are not: each output says.
    public static let mixed = StatusCode(rawValue: 10010)
    /// No image is answered: each output says why.
    public static let failure = StatusCode(rawValue: 10020)
    /// The model is not there, or not under that user and app.
    public static let modelDoesNotExist = StatusCode(rawValue: 21200)
    /// The request is larger than the service takes.
    public static let messageTooLarge = StatusCode(rawValue: 40033)
}

extension StatusCode: CustomStringConvertible {
    /// Such as `11005 CONN_THROTTLED`.
    public var description: String {
        guard let name = StatusTable.byCode[rawValue]?.name else { return "\(rawValue)" }
        return "\(rawValue) \(name)"
    }
}

extension StatusCode {
    /// From a name, or a number, in a string: the service may write either where a number is usual.
    init?(text: String) {
        guard let code = Int(text) ?? StatusTable.byName[text] else { return nil }
        self.init(rawValue: code)
    }

    /// What a client does about a code.
    enum Disposition: Sendable {
        case success
        /// The outputs' own statuses tell.
        case seeOutputs
        /// The service asks for fewer requests.
        case throttled
        /// The model, or a machine for it, is on its way.
        case warmingUp
        /// It may work the next time.
        case transient
        case splitBatch
        /// One image is at fault; others may be answered.
        case imageFault
        /// The key, its rights or the account.
        case keyFault
        /// The model or the request as such: no image will be answered.
        case callFault
        /// The service failed on this request; others may be answered.
        case requestFault
        case unknown
    }

    var disposition: Disposition { StatusTable.byCode[rawValue]?.disposition ?? .unknown }

    /// Whether an image with this status is to blame itself, and not its neighbours in a batch: what `INPUT_FAILED` and
    /// `FAILURE` leave open, as the service gives them to good images of a batch that one bad image made fail.
    var namesCulprit: Bool { disposition == .imageFault && rawValue != 30002 }
}

private enum StatusTable {
    struct Row {
        let code: Int
        let name: String
        let disposition: StatusCode.Disposition
    }

    static let byCode = Dictionary(rows.map { ($0.code, $0) }) { first, _ in first }
    static let byName = Dictionary(rows.map { ($0.name, $0.code) }) { first, _ in first }

    static let rows = [
        Row(code: 10000, name: "SUCCESS", disposition: .success),
        Row(code: 10010, name: "MIXED_STATUS", disposition: .seeOutputs),
        Row(code: 10020, name: "FAILURE", disposition: .seeOutputs),
        Row(code: 10030, name: "TRY_AGAIN", disposition: .transient),
        Row(code: 11000, name: "CONN_ACCOUNT_ISSUES", disposition: .keyFault),
        Row(code: 11001, name: "CONN_TOKEN_INVALID", disposition: .keyFault),
        Row(code: 11002, name: "CONN_CREDENTIALS_INVALID", disposition: .keyFault),
        Row(code: 11003, name: "CONN_EXCEED_HOURLY_LIMIT", disposition: .throttled),
        Row(code: 11004, name: "CONN_EXCEED_MONTHLY_LIMIT", disposition: .callFault),
        Row(code: 11005, name: "CONN_THROTTLED", disposition: .throttled),
        Row(code: 11006, name: "CONN_EXCEEDS_LIMITS", disposition: .callFault),
        Row(code: 11007, name: "CONN_INSUFFICIENT_SCOPES", disposition: .keyFault),
        Row(code: 11008, name: "CONN_KEY_INVALID", disposition: .keyFault),
        Row(code: 11009, name: "CONN_KEY_NOT_FOUND", disposition: .keyFault),
        Row(code: 11100, name: "CONN_BAD_REQUEST_FORMAT", disposition: .callFault),
        Row(code: 11101, name: "CONN_DOES_NOT_EXIST", disposition: .callFault),
        Row(code: 11102, name: "CONN_INVALID_REQUEST", disposition: .callFault),
        Row(code: 11103, name: "CONN_METHOD_NOT_ALLOWED", disposition: .callFault),
        Row(code: 21200, name: "MODEL_DOES_NOT_EXIST", disposition: .callFault),
        Row(code: 21201, name: "MODEL_PERMISSION_DENIED", disposition: .callFault),
        Row(code: 21202, name: "MODEL_INVALID_ARGUMENT", disposition: .callFault),
        Row(code: 21313, name: "MODEL_PREDICTION_FAILED", disposition: .requestFault),
        Row(code: 21350, name: "MODEL_DEPLOYMENT_FAILED", disposition: .callFault),
        Row(code: 21351, name: "MODEL_DEPLOYING", disposition: .warmingUp),
        Row(code: 21352, name: "MODEL_QUEUED_FOR_DEPLOYMENT", disposition: .warmingUp),
        Row(code: 21353, name: "MODEL_NOT_DEPLOYED", disposition: .callFault),
        Row(code: 21354, name: "MODEL_BUSY_PLEASE_RETRY", disposition: .warmingUp),
        Row(code: 21355, name: "MODEL_LOADING", disposition: .warmingUp),
        Row(code: 25903, name: "DEPLOYMENT_DISABLED", disposition: .callFault),
        Row(code: 30002, name: "INPUT_FAILED", disposition: .imageFault),
        Row(code: 30002, name: "INPUT_DOWNLOAD_FAILED", disposition: .imageFault),
        Row(code: 30101, name: "INPUT_UNSUPPORTED_FORMAT", disposition: .imageFault),
        Row(code: 30104, name: "INPUT_INVALID_ARGUMENT", disposition: .imageFault),
        Row(code: 30105, name: "INPUT_OVER_LIMIT", disposition: .imageFault),
        Row(code: 30106, name: "INPUT_INVALID_URL", disposition: .imageFault),
        Row(code: 30300, name: "ALL_INPUT_INVALID_BYTES", disposition: .imageFault),
        Row(code: 39997, name: "REQUEST_DISABLED_FOR_MAINTENANCE", disposition: .transient),
        Row(code: 40001, name: "PREDICT_INVALID_REQUEST", disposition: .callFault),
        Row(code: 40030, name: "RPC_REQUEST_QUEUE_FULL", disposition: .transient),
        Row(code: 40031, name: "RPC_SERVER_UNAVAILABLE", disposition: .transient),
        Row(code: 40032, name: "RPC_REQUEST_TIMEOUT", disposition: .transient),
        Row(code: 40033, name: "RPC_MAX_MESSAGE_SIZE_EXCEEDED", disposition: .splitBatch),
        Row(code: 98004, name: "INTERNAL_SERVER_ISSUE", disposition: .requestFault),
        Row(code: 98014, name: "INTERNAL_RESOURCE_EXHAUSTED", disposition: .requestFault),
        Row(code: 99009, name: "INTERNAL_UNCATEGORIZED", disposition: .requestFault),
    ]
}
