/// Takes the time from one stage's end to the next.
struct StageClock: Sendable {
    private(set) var timings: [StageTiming] = []
    private var last = ContinuousClock.now

    mutating func finish(_ stage: StageTiming.Stage) {
        let now = ContinuousClock.now
        timings.append(StageTiming(stage: stage, duration: last.duration(to: now)))
        last = now
    }

    /// Leaves out what passed since the last stage, such as waiting for memory.
    mutating func restart() {
        last = .now
    }
}
