internal import ImagePrep
internal import SystemFiles

/// A line of `benchmark`, as JSON and as text.
struct RouteTimingRecord {
    let input: FilePath
    let timing: RouteTiming

    var json: JSONValue {
        .object([
            ("schema", .integer(1)), ("input", .path(input)), ("route", .string(timing.route.rawValue)),
            ("planned", .bool(timing.isPlanned)), ("width", .integer(timing.receipt.size.width)),
            ("height", .integer(timing.receipt.size.height)), ("bytesIn", .integer(timing.receipt.bytesIn)),
            ("bytesOut", .integer(timing.receipt.bytesOut)), ("iterations", .integer(timing.milliseconds.count)),
            (
                "milliseconds",
                .object([
                    ("median", .number(timing.median)), ("p95", .number(timing.percentile(0.95))),
                    ("min", .number(timing.percentile(0))), ("max", .number(timing.percentile(1))),
                ])
            ),
            ("stages", .object(timing.stages.map { ($0.stage.rawValue, .number($0.milliseconds)) })),
            ("imagesPerSecond", .number(imagesPerSecond)), ("megapixelsPerSecond", .number(megapixelsPerSecond)),
            ("megabytesPerSecond", .number(megabytesPerSecond)),
            ("peakMemory", timing.peakMemoryBytes.map(JSONValue.integer) ?? .null),
        ])
    }

    var text: String {
        let kind = timing.isPlanned ? timing.route.rawValue : "\(timing.route.rawValue) instead"
        let stages = timing.stages.map { "\($0.stage.rawValue) \($0.milliseconds.formatted(digits: 3))" }
        return """
            \(input): \(kind), \(timing.receipt.size), \(ByteCount.description(of: timing.receipt.bytesIn)) -> \
            \(ByteCount.description(of: timing.receipt.bytesOut))
              median \(timing.median.formatted(digits: 3)) ms, p95 \(timing.percentile(0.95).formatted(digits: 3)), \
            min \(timing.percentile(0).formatted(digits: 3)), max \(timing.percentile(1).formatted(digits: 3)), \
            \(times); \(imagesPerSecond.formatted(digits: 3)) images/s, \
            \(megapixelsPerSecond.formatted(digits: 3)) MP/s, \(megabytesPerSecond.formatted(digits: 3)) MB/s
              stages in ms: \(stages.joined(separator: ", "))\(peak)
            """
    }

    private var times: String {
        timing.milliseconds.count == 1 ? "once" : "\(timing.milliseconds.count) times"
    }

    private var peak: String {
        timing.peakMemoryBytes.map { "; peak memory \(ByteCount.description(of: $0))" } ?? ""
    }

    // A time of 0 is below the clock's resolution.
    private var imagesPerSecond: Double { 1000 / max(timing.median, 0.000_001) }
    private var megapixelsPerSecond: Double { Double(timing.receipt.size.pixelCount) / 1e6 * imagesPerSecond }
    private var megabytesPerSecond: Double { Double(timing.receipt.bytesIn) / 1e6 * imagesPerSecond }
}
