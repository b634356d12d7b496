#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep

/// How much of the machine a run may use.
struct BatchArguments: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Images at a time; by default as many as there are processors.", valueName: "count"))
    var jobs: Int?

    @Option(
        help: ArgumentHelp(
            "Memory for all images in work together; by default a quarter of the machine's, at least 1GiB.",
            valueName: "size"))
    var memory: ByteCount?

    func validate() throws {
        guard let jobs, !(1...1024).contains(jobs) else { return }
        throw ValidationError("--jobs is 1...1024, not \(jobs).")
    }

    var workerCount: Int { jobs ?? MachineCapacity.processorCount }
    var memoryBytes: Int { memory?.value ?? MachineCapacity.batchBytes(ofTotal: availableMemoryBytes()) }
}
#endif
