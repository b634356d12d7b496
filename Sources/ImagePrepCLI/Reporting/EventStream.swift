internal import ImagePrep
internal import SystemFiles

/// What programs follow a run by: a JSON object a line on standard output, see docs/report-schema.md.
struct EventStream {
    /// Whether a line could not be written; no more are tried then.
    private(set) var isBroken = false
    private let start = ContinuousClock.now
    private var lastProgress: ContinuousClock.Instant?

    init(total: Int) {
        write("start", [("inputs", .integer(total))])
    }

    mutating func add(_ input: Input, _ outcome: Outcome, _ counts: RunCounts) {
        if case .failed(let failure) = outcome.result {
            write(
                "failure",
                [("input", .path(input.name)), ("code", .string(failure.code)), ("message", .string(failure.message))])
        }
        for warning in outcome.warnings {
            write("warning", [("input", .path(input.name)), ("message", .string(warning))])
        }
        if case .planned(_, let plan, let destination) = outcome.result {
            write(
                "planned",
                [
                    ("input", .path(input.name)), ("output", destination.map(JSONValue.path) ?? .null),
                    ("route", .string(plan.route.rawValue)), ("format", .string(plan.format.rawValue)),
                    ("width", .integer(plan.targetSize.width)), ("height", .integer(plan.targetSize.height)),
                    ("reason", .string(plan.reason)),
                ])
        }
        // Twice a second is enough for a bar.
        if let lastProgress, lastProgress.duration(to: .now) < .milliseconds(500) { return }
        lastProgress = .now
        write("progress", EventStream.members(counts, Pace(counts, since: start)))
    }

    mutating func end(_ counts: RunCounts, _ status: ExitStatus) {
        write(
            "end", EventStream.members(counts, Pace(counts, since: start)) + [("status", .integer(Int(status.number)))])
    }

    private static func members(_ counts: RunCounts, _ pace: Pace) -> [(String, JSONValue)] {
        [
            ("total", .integer(counts.total)), ("prepared", .integer(counts.prepared)),
            ("planned", .integer(counts.planned)), ("skipped", .integer(counts.existing)),
            ("failed", .integer(counts.failed)), ("withWarnings", .integer(counts.withWarnings)),
            ("notImages", .integer(counts.notImages)), ("left", .integer(counts.cancelled)),
            ("bytesIn", .integer(counts.bytesIn)), ("bytesOut", .integer(counts.bytesOut)),
            ("seconds", .number(pace.seconds)), ("secondsLeft", .number(pace.secondsLeft)),
        ]
    }

    private mutating func write(_ event: String, _ members: [(String, JSONValue)]) {
        guard !isBroken else { return }
        let line = JSONValue.object([("schema", .integer(1)), ("event", .string(event))] + members)
        if (try? printLine(line.text)) == nil { isBroken = true }
    }
}
