internal import Predict
internal import Synchronization

/// Says on standard error why there are no answers yet: the first setback of a kind at once, others of it now and then.
final class SetbackNotes: Sendable {
    private static let pause = Duration.seconds(60)
    private let told = Mutex<[String: ContinuousClock.Instant]>([:])

    /// From whichever task.
    func note(_ setback: PredictSetback) {
        let now = ContinuousClock.now
        let isDue = told.withLock { told in
            if let last = told[setback.kind], last.duration(to: now) < Self.pause { return false }
            told[setback.kind] = now
            return true
        }
        if isDue { printError("\(setback) It is tried again.") }
    }
}
