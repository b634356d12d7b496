internal import ImagePrep
internal import SystemFiles

/// What happened so far, in numbers.
struct RunCounts {
    var total = 0
    var byRoute: [Route: Int] = [:]
    var planned = 0
    var existing = 0
    var failed = 0
    var outputFaults = 0
    var notImages = 0
    var cancelled = 0
    var bytesIn = 0
    var bytesOut = 0

    var prepared: Int { byRoute.values.reduce(0, +) - planned }
    /// Images that were found, whatever came of them.
    var handled: Int { prepared + planned + existing + failed + cancelled }
}

/// Counts, says each failure as it happens, and sums up at the end, all on standard error.
struct Summary {
    private(set) var counts = RunCounts()
    private let isQuiet: Bool
    private let start = ContinuousClock.now

    init(total: Int, isQuiet: Bool) {
        counts.total = total
        self.isQuiet = isQuiet
    }

    mutating func add(_ input: Input, _ outcome: Outcome) {
        switch outcome.result {
        case .prepared(let output):
            counts.byRoute[output.receipt.route, default: 0] += 1
            counts.bytesIn += output.receipt.bytesIn
            counts.bytesOut += output.receipt.bytesOut
        case .planned(let inspection, let plan):
            counts.planned += 1
            counts.byRoute[plan.route, default: 0] += 1
            counts.bytesIn += inspection.byteCount
        case .existing: counts.existing += 1
        case .notAnImage: counts.notImages += 1
        case .cancelled: counts.cancelled += 1
        case .failed(let failure):
            counts.failed += 1
            if failure.isOutputFault { counts.outputFaults += 1 }
            printError("\(input.name): \(failure.message)")
        }
    }

    func print(skippedCount: Int, interruptedBy signal: Int32?) {
        if let signal {
            let done = counts.prepared + counts.existing
            printError(
                "Interrupted by signal \(signal): \(done) of \(counts.total) done, \(counts.cancelled) left. "
                    + "Run it again with --skip-existing to do the rest.")
        } else if counts.handled == 0 {
            printError("No images were found.")
        }
        guard !isQuiet, counts.handled > 0 else { return }
        printError(sentence(skippedCount: skippedCount + counts.notImages))
    }

    private func sentence(skippedCount: Int) -> String {
        let seconds = start.duration(to: .now).seconds
        var parts = [counts.planned > 0 ? "\(counts.planned) planned" : "\(counts.prepared) prepared"]
        let routes = Route.allCases.compactMap { route in counts.byRoute[route].map { "\($0) \(route.rawValue)" } }
        if !routes.isEmpty { parts[0] += " (" + routes.joined(separator: ", ") + ")" }
        if counts.existing > 0 { parts.append("\(counts.existing) already there") }
        if counts.failed > 0 { parts.append("\(counts.failed) failed") }
        if skippedCount > 0 { parts.append("\(skippedCount) skipped, being no images") }
        var text = parts.joined(separator: ", ")
        if counts.prepared > 0 {
            text += "; \(ByteCount.description(of: counts.bytesIn)) -> \(ByteCount.description(of: counts.bytesOut))"
        }
        let rate = Double(counts.prepared + counts.planned) / seconds
        return text + "; \(seconds.formatted(digits: 3)) s, \(rate.formatted(digits: 3)) images/s"
    }
}

/// A line on standard error; nothing is to be done where that is closed.
func printError(_ text: String) {
    try? FileDescriptor.standardError.write(text + "\n")
}

/// A line on standard output.
/// - Throws: where that is closed or full.
func printLine(_ text: String) throws(SystemError) {
    try FileDescriptor.standardOutput.write(text + "\n")
}
