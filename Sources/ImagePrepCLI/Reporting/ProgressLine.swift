internal import SystemFiles

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// One line on a terminal that is written over and over; nothing at all where standard error is no terminal.
struct ProgressLine {
    private let isShown: Bool
    private let start = ContinuousClock.now
    private var lastShown = ContinuousClock.now
    private var isOnScreen = false

    init(isQuiet: Bool) {
        isShown = !isQuiet && isatty(STDERR_FILENO) == 1
    }

    mutating func show(_ counts: RunCounts) {
        // Ten times a second is as much as an eye follows.
        guard isShown, isOnScreen || lastShown.duration(to: .now) > .milliseconds(100) else { return }
        guard counts.handled < counts.total, lastShown.duration(to: .now) > .milliseconds(100) else { return }
        lastShown = .now
        isOnScreen = true
        let seconds = start.duration(to: .now).seconds
        let rate = Double(counts.handled) / seconds
        let left = Double(counts.total - counts.handled - counts.notImages) / rate
        var text = "\(counts.handled) of \(counts.total - counts.notImages)"
        if counts.failed > 0 { text += ", \(counts.failed) failed" }
        text += ", \(rate.formatted(digits: 3)) images/s, about \(left.formatted(decimals: 0)) s left"
        try? FileDescriptor.standardError.write("\r\u{1B}[K" + text)
    }

    /// Makes room for a line that stays.
    mutating func erase() {
        guard isOnScreen else { return }
        isOnScreen = false
        try? FileDescriptor.standardError.write("\r\u{1B}[K")
    }
}
