internal import SystemFiles

/// One line on a terminal that is written over and over; nothing at all where standard error is no terminal.
struct ProgressLine {
    private let isShown: Bool
    private let start = ContinuousClock.now
    private var lastShown = ContinuousClock.now
    private var isOnScreen = false

    init(_ verbosity: Verbosity) {
        isShown = verbosity > .quiet && Console.isTerminal
    }

    mutating func show(_ counts: RunCounts) {
        // Ten times a second is as much as an eye follows.
        guard isShown, counts.handled < counts.total, lastShown.duration(to: .now) > .milliseconds(100) else { return }
        lastShown = .now
        isOnScreen = true
        try? FileDescriptor.standardError.write("\r\u{1B}[K" + ProgressLine.text(counts, Pace(counts, since: start)))
    }

    private static func text(_ counts: RunCounts, _ pace: Pace) -> String {
        var text = "\(counts.handled) of \(counts.total - counts.notImages)"
        if counts.failed > 0 { text += ", \(counts.failed) failed" }
        return text + ", \(pace.rates), about \(pace.timeLeft) left"
    }

    /// Makes room for a line that stays.
    mutating func erase() {
        guard isOnScreen else { return }
        isOnScreen = false
        try? FileDescriptor.standardError.write("\r\u{1B}[K")
    }
}
