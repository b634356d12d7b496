/// Takes the time from one stage's end to the next.
package struct StageClock: Sendable {
    package private(set) var timings: [StageTiming] = []
    private var last = ContinuousClock.now

    package init() {}

    package mutating func finish(_ stage: StageTiming.Stage) {
        let now = ContinuousClock.now
        timings.append(StageTiming(stage: stage, duration: last.duration(to: now)))
        last = now
    }

    /// Leaves out what passed since the last stage, such as waiting for memory.
    package mutating func restart() {
        last = .now
    }
}
