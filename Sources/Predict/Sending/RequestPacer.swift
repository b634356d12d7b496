internal import ImagePrep

/// Hands out the moments at which requests may start: at most so many in any second, whoever sends them.
final class RequestPacer: Sendable {
    private struct State {
        /// The latest granted moments, as many as may lie in one window.
        var granted: [Duration] = []
        var notBefore = Duration.zero
    }

    /// A little more than a second: requests that start exactly a second apart may arrive a little less apart.
    private static let window = Duration.milliseconds(1050)
    private let state = ConditionLock(State())
    private let requestsPerWindow: Int

    init(requestsPerSecond: Int) { requestsPerWindow = max(requestsPerSecond, 1) }

    /// Books the next free moment and returns how long to wait for it.
    func bookTurn(now: Duration) -> Duration {
        state.change { state in
            var turn = max(now, state.notBefore)
            if state.granted.count >= requestsPerWindow {
                turn = max(turn, state.granted[state.granted.count - requestsPerWindow] + Self.window)
                state.granted.removeFirst(state.granted.count - requestsPerWindow + 1)
            }
            // Turns are booked in order, so that a pause asked for by the service cannot put an earlier one behind a later.
            turn = max(turn, state.granted.last ?? turn)
            state.granted.append(turn)
            return turn - now
        }
    }

    /// No request of any task starts before `moment`: the service throttles the key, not the request.
    func holdBack(until moment: Duration) {
        state.change { $0.notBefore = max($0.notBefore, moment) }
    }
}
