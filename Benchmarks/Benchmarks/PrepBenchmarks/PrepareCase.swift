import Benchmark
import ImagePrep

/// One way to prepare one picture.
struct PrepareCase: Sendable {
    var name: String
    var options = PrepareOptions()
    /// What its route goes through; each becomes a metric.
    var stages: [StageTiming.Stage] = []
    /// Makes the input, before the clock starts.
    var input: @Sendable () throws -> [UInt8]

    /// One prepare an iteration, with the workspace that a worker keeps.
    func register() {
        var configuration = Benchmark.defaultConfiguration
        let showsStages = configuration.metrics.contains(.wallClock)
        let stages = showsStages ? stages : []
        configuration.metrics += [.bytesWritten] + stages.map(BenchmarkMetric.stage)
        // The same on any machine: a byte more or less is a change that somebody should have meant. But ISA-L deflates a PNG
        // in another way on each kind of processor (docs/decisions/0205).
        configuration.thresholds?[.bytesWritten] =
            name.contains("PNG") ? .init(relative: [.p90: 1]) : .init(absolute: [.p90: 0])
        // Parts of the wall clock, which are shown to say where it went.
        for stage in stages { configuration.thresholds?[.stage(stage)] = .init(relative: [.p90: 100]) }
        let (options, input) = (options, input)
        let workspace = Workspace()
        // Thresholds are written to files without spaces in their names, and looked for under the benchmark's own name.
        Benchmark(name.replacing(" ", with: "_"), configuration: configuration) { benchmark, input in
            benchmark.startMeasurement()
            let prepared = try ImagePreparer(options: options).prepare(input, using: workspace)
            benchmark.stopMeasurement()
            benchmark.measurement(.bytesWritten, prepared.bytes.count)
            for timing in prepared.receipt.timings where stages.contains(timing.stage) {
                benchmark.measurement(.stage(timing.stage), Int(timing.duration / .microseconds(1)))
            }
        } setup: {
            try input()
        }
    }

    /// 4032x3024 is whole blocks of 4:2:0, which can be moved; 4000x3000 is not.
    static let synthetic: [PrepareCase] = [
        PrepareCase(name: "rewrite JPEG 4032x3024 upright", stages: [.inspect, .plan, .rewrite, .verify]) {
            try SyntheticPhoto.jpeg(width: 4032, height: 3024, orientation: 1)
        },
        PrepareCase(name: "transform JPEG 4032x3024 orientation 6", stages: [.transform]) {
            try SyntheticPhoto.jpeg(width: 4032, height: 3024, orientation: 6)
        },
        PrepareCase(name: "render JPEG 4000x3000 orientation 6", stages: [.decode, .orient, .encode]) {
            try SyntheticPhoto.jpeg(width: 4000, height: 3000, orientation: 6)
        },
        render(to: 2048, stages: [.decode, .resize, .orient, .encode]),
        render(to: 512, stages: [.decode, .resize, .orient, .encode]),
        budget(1_000_000),
        PrepareCase(name: "rewrite PNG 2048x1536 upright", stages: [.plan, .rewrite]) {
            try SyntheticPhoto.orientedPNG(width: 2048, height: 1536, orientation: 1)
        },
        PrepareCase(name: "render PNG 2048x1536 orientation 6", stages: [.decode, .encode]) {
            try SyntheticPhoto.orientedPNG(width: 2048, height: 1536, orientation: 6)
        },
    ]

    private static func render(to side: Int, stages: [StageTiming.Stage]) -> PrepareCase {
        var options = PrepareOptions()
        options.maxDimension = side
        return PrepareCase(
            name: "render JPEG 4000x3000 orientation 6 to \(side) px", options: options, stages: stages
        ) {
            try SyntheticPhoto.jpeg(width: 4000, height: 3000, orientation: 6)
        }
    }

    private static func budget(_ byteCount: Int) -> PrepareCase {
        var options = PrepareOptions()
        options.maxBytes = byteCount
        return PrepareCase(
            name: "render JPEG 4000x3000 orientation 6 under \(byteCount) bytes", options: options,
            stages: [.decode, .encode]
        ) {
            try SyntheticPhoto.jpeg(width: 4000, height: 3000, orientation: 6)
        }
    }
}
