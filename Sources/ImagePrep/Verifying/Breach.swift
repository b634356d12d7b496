/// One way in which a file falls short of the promise.
public struct Breach: Sendable, Hashable, CustomStringConvertible {
    /// A stable name for reports, such as `orientation` or `trailer`.
    public var code: String
    /// A full sentence with the numbers in it.
    public var description: String
    /// How deep somebody has to look to see it.
    public var kind: Kind

    /// How deep somebody has to look to see a breach.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Headers, markers and chunks tell, and of a PNG the inflated rows. `prepare` sees it on every route: an output of
        /// its own that has one is a fault of ours.
        case headers
        /// Only decoding the image data of a JPEG tells. `prepare` sees it where it decodes, or if it is told to check image
        /// data; an output of `copy` or `rewrite` without that check may have it from its input.
        case imageData = "image-data"
    }

    package init(code: String, kind: Kind = .headers, description: String) {
        self.code = code
        self.kind = kind
        self.description = description
    }
}
