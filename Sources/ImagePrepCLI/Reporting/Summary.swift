internal import ImagePrep
internal import SystemFiles

/// Counts, says each failure and warning as it happens, and sums up at the end, all on standard error.
struct Summary {
    private(set) var counts = RunCounts()
    private var warnings = WarningTally()
    private let verbosity: Verbosity
    let start = ContinuousClock.now

    init(total: Int, _ verbosity: Verbosity) {
        counts.total = total
        self.verbosity = verbosity
    }

    mutating func add(_ input: Input, _ outcome: Outcome) {
        counts.add(outcome)
        if case .failed(let failure) = outcome.result {
            Console.print(input.name.description, failure.message, .failure)
        }
        for warning in outcome.warnings { add(warning, of: input) }
        if verbosity == .verbose, let text = outcome.sentence { printError("\(input.name)\(text)") }
    }

    private mutating func add(_ warning: String, of input: Input) {
        let telling = warnings.add(warning)
        guard verbosity > .quiet, verbosity == .verbose || telling != .nothing else { return }
        Console.print("\(input.name): warning", warning, .warning)
        if telling == .lastLine, verbosity < .verbose {
            printError("  (more of this kind are only counted; --verbose tells each, and so does --report)")
        }
    }

    func print(_ list: InputList, interruptedBy signal: Int32?) {
        if let signal {
            let done = counts.prepared + counts.existing
            printError(
                "Interrupted by signal \(signal): \(done) of \(counts.total) done, \(counts.cancelled) left. "
                    + "Run it again with --skip-existing, or with --in-place as it was, to do the rest.")
        } else if counts.handled == 0 {
            printError("No images were found.")
        }
        guard verbosity > .quiet, counts.handled > 0 else { return }
        printError(sentence(list))
        guard counts.total > 1 else { return }
        for (example, count) in warnings.mostFrequent { printError("  \(count) x warning: \(example)") }
    }

    private func sentence(_ list: InputList) -> String {
        let skippedCount = list.skippedCount + counts.notImages
        var parts = [counts.planned > 0 ? "\(counts.planned) planned" : "\(counts.prepared) prepared"]
        let routes = Route.allCases.compactMap { route in counts.byRoute[route].map { "\($0) \(route.rawValue)" } }
        if !routes.isEmpty { parts[0] += " (" + routes.joined(separator: ", ") + ")" }
        if counts.withWarnings > 0 { parts.append("\(counts.withWarnings) with warnings") }
        if counts.existing > 0 { parts.append("\(counts.existing) already there") }
        if counts.failed > 0 { parts.append("\(counts.failed) failed" + codes) }
        if list.repeatCount > 0 { parts.append("\(list.repeatCount) named twice") }
        if skippedCount > 0 { parts.append("\(skippedCount) skipped, being no images") }
        var text = parts.joined(separator: ", ")
        if counts.prepared > 0 {
            text += "; \(ByteCount.description(of: counts.bytesIn)) -> \(ByteCount.description(of: counts.bytesOut))"
        }
        let seconds = start.duration(to: .now).seconds
        let rate = Double(counts.prepared + counts.planned) / seconds
        return text + "; \(seconds.formatted(digits: 3)) s, \(rate.formatted(digits: 3)) images/s"
    }

    /// Why, where there is more than one failure: the codes of the report, most frequent first.
    private var codes: String {
        guard counts.failed > 1 else { return "" }
        let sorted = counts.failedByCode.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return " (" + sorted.map { "\($0.value) \($0.key)" }.joined(separator: ", ") + ")"
    }
}

extension Outcome {
    /// What came of it, behind the input's name; nil where that is said otherwise.
    var sentence: String? {
        switch result {
        case .prepared(let output):
            let receipt = output.receipt
            let sizes =
                "\(ByteCount.description(of: receipt.bytesIn)) -> \(ByteCount.description(of: receipt.bytesOut))"
            return
                " -> \(output.destination ?? FilePath("-")): \(receipt.route.rawValue), \(receipt.size), \(sizes)"
        case .planned(_, let plan, let destination):
            let place = destination.map { " -> \($0)" } ?? ""
            return "\(place): \(plan.route.rawValue) to \(plan.format.rawValue) \(plan.targetSize): \(plan.reason)"
        case .existing(let output): return " -> \(output.path): already there"
        case .notAnImage: return ": skipped, being no image"
        case .failed, .cancelled: return nil
        }
    }
}
