import Predict
import Synchronization

/// Time that passes only where somebody sleeps, and then at once.
final class ManualTimekeeper: Timekeeper {
    private let state = Mutex((elapsed: Duration.zero, sleeps: [Duration]()))

    var elapsed: Duration { state.withLock { $0.elapsed } }
    var sleeps: [Duration] { state.withLock { $0.sleeps } }

    func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.elapsed += duration
            state.sleeps.append(duration)
        }
    }
}
