/// Why a request has to be sent again: what a program tells whoever waits for it (`PredictClient.onSetback`).
public struct PredictSetback: Sendable, Hashable {
    /// The same for setbacks of the same kind, so that they need not be told twice.
    public var kind: String
    /// A full sentence. Never holds the access token.
    public var description: String

    package init(kind: String, description: String) {
        self.kind = kind
        self.description = description
    }
}

extension PredictSetback: CustomStringConvertible {}
