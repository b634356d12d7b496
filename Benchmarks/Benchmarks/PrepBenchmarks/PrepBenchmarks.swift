import Benchmark
import Foundation
import ImagePrep

/// Photos come from the folder IMAGEPREP_PHOTOS; without it, from the fixtures, which are small.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput, .peakMemoryResident], warmupIterations: 2, maxDuration: .seconds(2),
        maxIterations: 200)
    for photo in Photo.all {
        Benchmark("inspect/\(photo.name)") { benchmark in
            for _ in benchmark.scaledIterations { blackHole(try ImagePreparer().inspect(photo.bytes.span)) }
        }
        prepare("prepare/\(photo.name)", photo, PrepareOptions())
        for side in [2048, 512] where photo.longestSide > side {
            var options = PrepareOptions()
            options.maxDimension = side
            prepare("prepare/\(photo.name)->\(side)px", photo, options)
        }
        var budget = PrepareOptions()
        budget.maxBytes = photo.bytes.count / 4
        prepare("prepare/\(photo.name)->a quarter of the bytes", photo, budget)
    }
}

/// One prepare an iteration, with the workspace that a worker keeps.
@Sendable func prepare(_ name: String, _ photo: Photo, _ options: PrepareOptions) {
    Benchmark(name) { benchmark in
        let preparer = ImagePreparer(options: options)
        var workspace = Workspace()
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            blackHole(try preparer.prepare(photo.bytes.span, using: &workspace).bytes.count)
        }
        benchmark.stopMeasurement()
    }
}

struct Photo: Sendable {
    /// Route, size and format, such as "rewrite 4032x3024 jpeg".
    var name: String
    var longestSide: Int
    var bytes: [UInt8]

    static let all: [Photo] = {
        let folder =
            ProcessInfo.processInfo.environment["IMAGEPREP_PHOTOS"].map { URL(filePath: $0) }
            ?? URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Fixtures/jpeg")
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().compactMap { name -> Photo? in
            guard let data = try? Data(contentsOf: folder.appending(path: name)) else { return nil }
            let bytes = [UInt8](data)
            guard let inspection = try? ImagePreparer().inspect(bytes.span),
                let plan = try? ImagePreparer().plan(bytes.span)
            else { return nil }
            return Photo(
                name: "\(plan.route) \(inspection.storedSize) \(inspection.format) \(name)",
                longestSide: inspection.storedSize.longestSide, bytes: bytes)
        }.prefix(24).map { $0 }
    }()
}
