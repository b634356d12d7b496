/// What downloading one picture may cost, and where it may lead.
public struct FetchLimits: Sendable, Hashable {
    /// Bytes of the picture. Default: 64 MiB.
    public var bytes = 64 << 20
    /// From the first request to the last byte, redirects included. Default: 30 seconds.
    public var timeout = Duration.seconds(30)
    /// Redirects that are followed, each checked as the first address is. Default: 5.
    public var redirects = 5
    /// Whether loopback, private, link-local and reserved addresses are downloaded from: a list of addresses from elsewhere
    /// could otherwise make this machine ask its own network for things. Default: false.
    public var allowsPrivateAddresses = false

    /// The defaults.
    public init() {}
}
