/// Inputs that go into one request, within the service's limits of count and bytes.
struct Batch: Sendable {
    private(set) var inputs: [OutgoingInput] = []
    /// Bytes of the request's body as sent.
    private(set) var byteCount: Int
    private let limits: RequestLimits

    init(limits: RequestLimits, emptyByteCount: Int) {
        self.limits = limits
        byteCount = emptyByteCount
    }

    /// What the inputs keep in memory.
    var heldByteCount: Int { inputs.reduce(0) { $0 + $1.heldByteCount } }

    var isFull: Bool { inputs.count >= limits.inputs }

    /// Takes `input`, which adds `added` bytes to the request; false where it does not fit any more.
    mutating func take(_ input: OutgoingInput, adding added: Int) -> Bool {
        // The first input needs no comma before it.
        let total = byteCount + added - (inputs.isEmpty ? 1 : 0)
        guard !isFull, total < limits.requestBytes else { return false }
        inputs.append(input)
        byteCount = total
        return true
    }
}
