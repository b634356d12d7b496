/// Time as the retries see it; tests put in one that does not wait.
package protocol Timekeeper: Sendable {
    /// Since some moment in the past.
    var elapsed: Duration { get }
    /// - Throws: `CancellationError`, at once when the task is cancelled.
    func sleep(for duration: Duration) async throws
}

/// The machine's monotonic clock.
package struct SystemTimekeeper: Timekeeper {
    private let start = ContinuousClock.now

    package init() {}

    package var elapsed: Duration { start.duration(to: .now) }

    package func sleep(for duration: Duration) async throws {
        try await Task.sleep(for: duration, clock: .continuous)
    }
}
