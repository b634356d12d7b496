/// An input that is ready to be put into a request.
struct OutgoingInput: Sendable {
    /// The position among the caller's inputs.
    var index: Int
    var id: String?
    var payload: Payload
    var picture: SentImage?
    var notes: [String] = []

    enum Payload: Sendable {
        case image([UInt8])
        case url(String)
    }

    /// What it keeps in memory until it is answered.
    var heldByteCount: Int {
        switch payload {
        case .image(let bytes): bytes.count
        case .url(let address): address.utf8.count
        }
    }

    var imageBytes: [UInt8]? {
        if case .image(let bytes) = payload { bytes } else { nil }
    }
}
