/// What the service takes. Every check is made before anything is sent.
///
/// Source: Clarifai's documentation, "Upload Limits" and "Rate Limits". It does not say whether its megabytes are powers of
/// ten, nor whether the request's are counted before or after base64; these read both the strict way.
public struct RequestLimits: Sendable, Hashable {
    /// Images in one request. Default: 128.
    public var inputs = 128
    /// A request body, base64 and JSON included, is *smaller* than this many bytes. Default: 128,000,000.
    public var requestBytes = 128_000_000
    /// An image is *smaller* than this many bytes. Default: 20,000,000.
    public var imageBytes = 20_000_000
    /// Pixels of an image. Default: 85,000,000.
    public var imagePixels = 85_000_000
    /// Requests in any second, repeated ones included. Default: 15.
    public var requestsPerSecond = 15

    /// The defaults.
    public init() {}
}
