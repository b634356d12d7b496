/// Takes the time from one stage's end to the next. A stage that runs again and again, strip by strip, counts as one.
package struct StageTimer: Sendable {
    package private(set) var timings: [StageTiming] = []
    private var last = ContinuousClock.now

    package init() {}

    /// Counts for `stage` what passed since the last stage ended.
    package mutating func record(_ stage: StageTiming.Stage) {
        let now = ContinuousClock.now
        let duration = last.duration(to: now)
        last = now
        if let index = timings.firstIndex(where: { $0.stage == stage }) {
            timings[index].duration += duration
        } else {
            timings.append(StageTiming(stage: stage, duration: duration))
        }
    }

    /// Counts for `stage` what was counted for another, within which it ran.
    package mutating func move(_ duration: Duration, to stage: StageTiming.Stage, from other: StageTiming.Stage) {
        guard duration > .zero, let source = timings.firstIndex(where: { $0.stage == other }) else { return }
        timings[source].duration -= duration
        if let index = timings.firstIndex(where: { $0.stage == stage }) {
            timings[index].duration += duration
        } else {
            timings.insert(StageTiming(stage: stage, duration: duration), at: source + 1)
        }
    }

    /// Leaves out what passed since the last stage, such as waiting for memory.
    package mutating func restart() {
        last = .now
    }
}
