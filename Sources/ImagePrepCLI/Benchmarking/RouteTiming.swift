internal import ImagePrep

/// What one route took for one photo, over some iterations.
struct RouteTiming {
    let route: Route
    /// Whether `prepare` would take it, or it was tried for comparison.
    let isPlanned: Bool
    let receipt: Receipt
    /// Sorted.
    let milliseconds: [Double]
    /// Medians, in the order the stages ran.
    let stages: [(stage: StageTiming.Stage, milliseconds: Double)]
    /// Of the whole process; nil where the system does not say.
    let peakMemoryBytes: Int?

    var median: Double { RouteTiming.median(of: milliseconds) }

    /// Of sorted numbers, of which there is at least one: the mean of the two in the middle where no one is.
    static func median(of sorted: [Double]) -> Double {
        (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    /// Of the sorted times, without interpolation.
    func percentile(_ fraction: Double) -> Double {
        guard !milliseconds.isEmpty else { return 0 }
        let rank = (fraction * Double(milliseconds.count)).rounded(.up)
        return milliseconds[min(milliseconds.count - 1, max(0, Int(rank) - 1))]
    }
}

/// Times the whole of `prepare` in this process: inspect, plan, execute, verify. Files are neither read nor written.
struct RouteTimer {
    let preparer: ImagePreparer
    let iterationCount: Int

    /// The route that the photo takes and, where that is not it, a render.
    func time(_ bytes: [UInt8]) throws -> [RouteTiming] {
        let workspace = Workspace()
        let planned = try preparer.plan(bytes.span).route
        var timings = [try time(bytes, planned, isPlanned: true, workspace)]
        if planned != .render { timings.append(try time(bytes, .render, isPlanned: false, workspace)) }
        return timings
    }

    private func time(
        _ bytes: [UInt8], _ route: Route, isPlanned: Bool, _ workspace: Workspace
    ) throws -> RouteTiming {
        // The first time fills the workspace.
        var receipt = try prepare(bytes, route, workspace)
        PeakMemory.restart()
        var milliseconds: [Double] = []
        var stages: [[StageTiming]] = []
        for _ in 0..<iterationCount {
            let start = ContinuousClock.now
            receipt = try prepare(bytes, route, workspace)
            milliseconds.append(start.duration(to: .now).milliseconds)
            stages.append(receipt.timings)
        }
        return RouteTiming(
            route: route, isPlanned: isPlanned, receipt: receipt, milliseconds: milliseconds.sorted(),
            stages: medians(of: stages), peakMemoryBytes: PeakMemory.byteCount)
    }

    private func prepare(_ bytes: [UInt8], _ route: Route, _ workspace: Workspace) throws -> Receipt {
        let context = preparer.makeContext(using: workspace)
        var analysis = try preparer.analyze(bytes.span, in: context)
        analysis.plan.begin(with: route)
        return try preparer.execute(analysis, of: bytes.span, in: context).receipt
    }

    private func medians(of runs: [[StageTiming]]) -> [(stage: StageTiming.Stage, milliseconds: Double)] {
        StageTiming.Stage.allCases.compactMap { stage in
            let times = runs.map { run in
                run.filter { $0.stage == stage }.reduce(0) { $0 + $1.duration.milliseconds }
            }.sorted()
            guard let last = times.last, last > 0 else { return nil }
            return (stage, RouteTiming.median(of: times))
        }
    }
}
