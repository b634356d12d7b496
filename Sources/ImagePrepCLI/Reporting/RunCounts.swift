internal import ImagePrep

/// What happened so far, in numbers.
struct RunCounts {
    var total = 0
    var byRoute: [Route: Int] = [:]
    var planned = 0
    var existing = 0
    var withWarnings = 0
    var failed = 0
    var failedByCode: [String: Int] = [:]
    var outputFaults = 0
    var notImages = 0
    var cancelled = 0
    var bytesIn = 0
    var bytesOut = 0

    var prepared: Int { byRoute.values.reduce(0, +) - planned }
    /// Images that were found, whatever came of them.
    var handled: Int { prepared + planned + existing + failed + cancelled }

    mutating func add(_ outcome: Outcome) {
        switch outcome.result {
        case .prepared(let output):
            byRoute[output.receipt.route, default: 0] += 1
            bytesIn += output.receipt.bytesIn
            bytesOut += output.receipt.bytesOut
        case .planned(let inspection, let plan, _):
            planned += 1
            byRoute[plan.route, default: 0] += 1
            bytesIn += inspection.byteCount
        case .existing: existing += 1
        case .notAnImage: notImages += 1
        case .cancelled: cancelled += 1
        case .failed(let failure):
            failed += 1
            failedByCode[failure.code, default: 0] += 1
            if failure.isOutputFault { outputFaults += 1 }
        }
        if !outcome.warnings.isEmpty { withWarnings += 1 }
    }
}

extension Outcome {
    /// In words.
    var warnings: [String] {
        switch result {
        case .prepared(let output): output.receipt.warnings
        case .planned(let inspection, let plan, _): inspection.warnings + plan.warnings
        case .existing, .failed, .notAnImage, .cancelled: []
        }
    }
}

/// How fast a run is, and how long it will take.
struct Pace {
    let seconds: Double
    let imagesPerSecond: Double
    let bytesPerSecond: Double
    let secondsLeft: Double

    init(_ counts: RunCounts, since start: ContinuousClock.Instant) {
        seconds = start.duration(to: .now).seconds
        // What was left as it was took no time to speak of.
        imagesPerSecond = Double(counts.prepared + counts.planned + counts.failed) / seconds
        bytesPerSecond = Double(counts.bytesIn) / seconds
        let left = Double(counts.total - counts.handled - counts.notImages)
        secondsLeft = imagesPerSecond > 0 ? left / imagesPerSecond : 0
    }

    /// Such as "35.2 images/s, 88.1 MB/s".
    var rates: String {
        "\(imagesPerSecond.formatted(digits: 3)) images/s, \((bytesPerSecond / 1e6).formatted(digits: 3)) MB/s"
    }

    /// Such as "1 h 5 min", "2 min 5 s", "40 s".
    var timeLeft: String {
        guard secondsLeft < 1e9 else { return "?" }
        let total = Int(secondsLeft.rounded())
        if total >= 3600 { return "\(total / 3600) h \(total % 3600 / 60) min" }
        return total >= 60 ? "\(total / 60) min \(total % 60) s" : "\(total) s"
    }
}
