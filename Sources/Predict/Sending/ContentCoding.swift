/// Answers are taken as they are: some kilobytes that are compressed can inflate to gigabytes, so none are asked for, and
/// what comes compressed all the same is refused before it is taken.
extension TransportRequest {
    /// The headers as they go out, asking for no content coding.
    var sentHeaders: [HTTPField] {
        let others = headers.filter { $0.name.lowercased() != "accept-encoding" }
        return others + [HTTPField(name: "Accept-Encoding", value: "identity")]
    }
}

extension TransportError {
    /// Why an answer with this Content-Encoding is not taken; nil where it says that nothing was encoded.
    static func refusal(ofContentCoding coding: String?) -> TransportError? {
        let isPlain = (coding ?? "").split(separator: ",").allSatisfy { part in
            let name = part.lowercased().filter { !$0.isWhitespace }
            return name.isEmpty || name == "identity"
        }
        guard !isPlain else { return nil }
        let letters = (coding ?? "").prefix(40).unicodeScalars.filter { (0x20...0x7E).contains($0.value) }
        let name = String(String.UnicodeScalarView(letters))
        return .unusableAnswer("it has the content coding \(name), and none was asked for")
    }
}
