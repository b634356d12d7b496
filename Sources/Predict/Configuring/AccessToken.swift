/// A personal access token (PAT): what Clarifai knows its caller by.
///
/// Describing, dumping, reflecting or interpolating one shows `***`; only the code that writes the request's header reads it.
public struct AccessToken: Sendable, Hashable {
    private let secret: String

    /// A token as Clarifai's settings page shows it; white space around it, as left by `echo` or an editor, is dropped.
    ///
    /// - Throws: `PredictError.missingAccessToken` where nothing is left, `.invalidConfiguration` for characters that no
    ///   HTTP header may hold; the sentence does not repeat them.
    public init(_ secret: String) throws(PredictError) {
        let bytes = secret.utf8.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
        guard !bytes.isEmpty else { throw .missingAccessToken }
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalidConfiguration("the access token holds characters other than printable ASCII")
        }
        self.secret = String(decoding: bytes, as: UTF8.self)
    }

    /// The value of the Authorization header: the literal word Key, a space, the token.
    var authorization: HTTPField { HTTPField(name: "Authorization", value: "Key \(secret)", isSecret: true) }

    /// Shorter than this is no secret of the service's, which has 32 characters, but a word that stands in others.
    private static let leastSecretByteCount = 8

    /// `text` without the token, for what a server says, which may repeat what it was sent.
    func redacting(_ text: String) -> String {
        guard secret.utf8.count >= AccessToken.leastSecretByteCount, text.utf8.count >= secret.utf8.count else {
            return text
        }
        return text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "***")
    }
}

private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

extension AccessToken: CustomStringConvertible {
    /// Never the token.
    public var description: String { "***" }
}

extension AccessToken: CustomDebugStringConvertible {
    /// Never the token.
    public var debugDescription: String { "AccessToken(***)" }
}

extension AccessToken: CustomReflectable {
    /// No children: `dump` and the debugger's mirror see nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
