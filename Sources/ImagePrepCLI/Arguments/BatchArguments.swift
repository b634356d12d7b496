#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep

/// How much of the machine a run may use.
struct BatchArguments: ParsableArguments {
    @Option(
        name: .shortAndLong, parsing: .unconditional,
        help: ArgumentHelp("Images at a time; by default as many as there are processors.", valueName: "count"))
    var jobs: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Memory for all images in work together; by default a quarter of what there is, at least 1GiB.",
            valueName: "size"))
    var memory: String?

    func validate() throws {
        _ = try checked("--jobs", jobs, in: 1...1024)
        _ = try parseSize("--memory", memory)
    }

    var workerCount: Int { jobs ?? MachineCapacity.processorCount }

    /// Enough for one image of `imageBytes` where nobody says how much.
    func memoryBytes(forOne imageBytes: Int?) throws -> Int {
        try parseSize("--memory", memory)
            ?? max(MachineCapacity.poolBytes(ofTotal: MachineCapacity.memoryBytes), imageBytes ?? 0)
    }
}
#endif
