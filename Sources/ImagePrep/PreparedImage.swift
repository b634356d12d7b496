/// An image that keeps the promise, and the receipt that says how it came about.
public struct PreparedImage: Sendable {
    /// A whole JPEG or PNG file.
    public let bytes: [UInt8]
    /// The route, the sizes, what was removed and how long it took.
    public let receipt: Receipt

    package init(bytes: [UInt8], receipt: Receipt) {
        self.bytes = bytes
        self.receipt = receipt
    }
}
