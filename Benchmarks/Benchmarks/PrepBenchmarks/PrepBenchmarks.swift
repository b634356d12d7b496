import Benchmark
import Foundation
import ImagePrep

/// Names say the operation, the input's format and size, and what is asked for. Thresholds are kept by name.
///
/// With IMAGEPREP_PHOTOS set to a folder its photos are taken instead, for which there are no thresholds. With
/// IMAGEPREP_COUNTS_ONLY set only what is the same on any machine is measured, once: the bytes written.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        // Not the peak of memory: in one process that makes its own input it varies by half. Benchmarks/memory.py measures
        // it in processes that do one thing.
        metrics: [.wallClock], warmupIterations: 1, maxDuration: .seconds(1), maxIterations: 100,
        thresholds: [
            // Another machine's times say little; these catch what became slower by half.
            .wallClock: .init(relative: [.p90: 50])
        ])
    let countsOnly = ProcessInfo.processInfo.environment["IMAGEPREP_COUNTS_ONLY"] != nil
    if countsOnly {
        Benchmark.defaultConfiguration.metrics = []
        Benchmark.defaultConfiguration.thresholds = [:]
        Benchmark.defaultConfiguration.warmupIterations = 0
        Benchmark.defaultConfiguration.maxIterations = 1
    }
    let own = OwnPhotos.cases
    for photo in own.isEmpty ? PrepareCase.synthetic : own { photo.register() }
    if own.isEmpty && !countsOnly {
        registerInspect()
        registerBatch()
    }
}

extension BenchmarkMetric {
    static let bytesWritten = BenchmarkMetric.custom("Bytes written")

    /// From the receipt, in microseconds.
    static func stage(_ stage: StageTiming.Stage) -> BenchmarkMetric {
        .custom("\(stage.rawValue) (μs)")
    }
}

/// One walk over a file takes too little to be timed alone.
private func registerInspect() {
    var configuration = Benchmark.defaultConfiguration
    configuration.scalingFactor = .kilo
    Benchmark("inspect_JPEG_1024x768_orientation_6", configuration: configuration) { benchmark, input in
        for _ in benchmark.scaledIterations { blackHole(try ImagePreparer().inspect(input.span)) }
    } setup: {
        try SyntheticPhoto.jpeg(width: 1024, height: 768, orientation: 6)
    }
}

/// All cores; one iteration is the whole batch.
private func registerBatch() {
    let count = 16
    Benchmark("batch_of_\(count)_JPEG_4032x3024_orientation_6_to_2048_px") { benchmark, input in
        var options = PrepareOptions()
        options.maxDimension = 2048
        let items = (0..<count).map { BatchItem(id: $0, bytes: input) }
        benchmark.startMeasurement()
        for await result in ImagePreparer(options: options).prepareAll(items) {
            blackHole(try result.result.get().bytes.count)
        }
        benchmark.stopMeasurement()
    } setup: {
        try SyntheticPhoto.jpeg(width: 4032, height: 3024, orientation: 6)
    }
}
