import Synchronization

/// Moments, from whichever thread.
final class Noted: Sendable {
    private let state = Mutex<[Duration]>([])

    var moments: [Duration] { state.withLock(\.self) }

    func add(_ moment: Duration) { state.withLock { $0.append(moment) } }
}
