/// When a request is sent again: throttling, a model that warms up, a gateway's 502, 503 or 504, a broken connection.
///
/// The pauses grow by the factor 2, half of each is random, so that clients that failed together do not come back together.
public struct RetryPolicy: Sendable {
    /// From the first sending of a request; no attempt runs beyond it. Default: 10 minutes, what warming up may take.
    public var deadline = Duration.seconds(600)
    /// A request is given up after this many attempts, or after the second one that ends beyond a minute, where nothing ever
    /// answered this client or a copy of it: then the address or the network is at fault. Default: 5, within eight seconds.
    public var attemptsWithoutAnswer = 5
    /// The pause after the first failure. Default: half a second.
    public var firstPause = Duration.milliseconds(500)
    /// No pause is longer, unless the service asks for it. Default: 15 seconds, what the documentation advises.
    public var longestPause = Duration.seconds(15)
    /// Draws from 0...1. Default: the system's generator.
    public var random: @Sendable () -> Double = { .random(in: 0...1) }

    /// The defaults.
    public init() {}

    /// Whether a service that nothing ever came from is given up, `time` after the first attempt.
    func isHopeless(afterFailure failures: Int, in time: Duration) -> Bool {
        failures >= attemptsWithoutAnswer || failures > 1 && time > .seconds(60)
    }

    /// The pause after failure number `failures` (from 1): between a half and the whole of the doubled first pause, and
    /// never shorter than what the service asked for.
    func pause(afterFailure failures: Int, atLeast asked: Duration?) -> Duration {
        let doubled = firstPause * (1 << min(max(failures - 1, 0), 20))
        let whole = min(doubled, longestPause)
        let drawn = whole / 2 + whole / 2 * min(max(random(), 0), 1)
        guard let asked else { return drawn }
        // What is asked for is asked of everyone, so the random part goes on top.
        return max(drawn, asked + min(drawn, asked / 4))
    }
}
