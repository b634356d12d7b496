#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep
internal import SystemFiles

struct BenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark",
        abstract: "Time the routes and their stages on your own photos, in this process and on one thread.",
        discussion: "For each photo: the route that it takes and, where that is another, a render.")

    @OptionGroup
    var named: InputArguments

    @OptionGroup(title: "Output options")
    var wanted: OutputArguments

    @OptionGroup(title: "Encoding options")
    var encoding: EncodingArguments

    @Option(parsing: .unconditional, help: ArgumentHelp("How often each route is timed.", valueName: "count"))
    var iterations = 20

    @Flag(help: "Print a JSON object for each photo and route.")
    var json = false

    func validate() throws {
        guard iterations < 1 else { return }
        throw ValidationError("--iterations is at least 1, not \(iterations).")
    }

    func run() throws {
        let preparer = ImagePreparer(options: try encoding.applied(to: wanted.options()))
        let timer = RouteTimer(preparer: preparer, iterationCount: iterations)
        let loop = FileLoop(
            inputs: try named.files(),
            limits: preparer.options.inputLimits, printsJSON: json)
        try loop.run { name, bytes in
            try timer.time(bytes).map { timing in
                let record = RouteTimingRecord(input: name, timing: timing)
                return Told(json: record.json, text: record.text)
            }
        }.exit()
    }
}
#endif
