#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep
internal import SystemFiles

struct PrepareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prepare", abstract: "Make images upright, clean, colour-true and small enough.")

    @OptionGroup
    var named: InputArguments

    @Option(name: .shortAndLong, help: ArgumentHelp("A file, a folder, or - for standard output.", valueName: "path"))
    var output: String?

    @OptionGroup(title: "Output options")
    var wanted: OutputArguments

    @OptionGroup(title: "Encoding options")
    var encoding: EncodingArguments

    @OptionGroup(title: "File options")
    var files: OutputFileArguments

    @OptionGroup(title: "Batch options")
    var batch: BatchArguments

    @OptionGroup(title: "Report options")
    var reporting: ReportArguments

    func validate() throws {
        if files.inPlace { return try validateInPlace() }
        guard let output else {
            guard files.dryRun else { throw ValidationError("Missing expected argument '--output <path>'.") }
            return
        }
        if output.isEmpty { throw ValidationError("A path is empty.") }
        if output != "-", output == reporting.report {
            throw ValidationError("--output and --report are the same file.")
        }
        if output == reporting.html { throw ValidationError("--output and --html are the same file.") }
        guard output == "-" else { return }
        if named.inputs.count > 1 { throw ValidationError("--output - takes one input, not \(named.inputs.count).") }
        if reporting.report == "-" || reporting.json {
            let other = reporting.json ? "--json" : "--report -"
            throw ValidationError("--output - and \(other) cannot both have standard output.")
        }
    }

    func run() throws {
        let output = output.map(FilePath.init(carrierText:))
        let list = InputList(try named.paths(), excluding: output, try selection())
        let target = try target(for: list, output)
        var options = try options(for: target)
        let memoryBytes = try batch.memoryBytes(forOne: wanted.inputMaxMemoryBytes())
        options.inputLimits.workingMemoryBytes = min(options.inputLimits.workingMemoryBytes, memoryBytes)
        options.inputLimits.inputBytes = min(options.inputLimits.inputBytes, memoryBytes)
        let cancellation = CancellationFlag()
        let memoryBudget = MemoryBudget(totalBytes: memoryBytes)
        let interrupts = Interrupts {
            cancellation.raise()
            memoryBudget.wakeWaiters()
        }
        let earlier = files.skipExisting ? earlierReport(target) : nil
        let job = job(options, target, memoryBudget, cancellation, earlier)
        let report = try openReport(protecting: list, carryingOn: earlier, unless: cancellation, interrupts)
        let page = try openPage(protecting: list)
        var run = PrepareRun(
            inputs: list, job: job, workerCount: batch.workerCount, interrupts: interrupts,
            outputs: OutputCommit(protecting: list.protected, report?.identity, replacesOthers: !files.noClobber),
            report: report, page: page, verbosity: reporting.verbosity, printsEvents: reporting.json,
            printsPlans: files.dryRun && !reporting.quiet && !reporting.json && reporting.report != "-")
        try run.run().exit()
    }

    private func selection() throws -> InputSelection {
        var selection = try named.selection()
        selection.layout = files.layout
        selection.dropsRepeats = true
        selection.isInPlace = files.inPlace
        if let report = reporting.report.map(FilePath.init(carrierText:)), !report.isNamedLikeImage {
            selection.report = try? FileStatus(of: report).identity
        }
        return selection
    }

    private func job(
        _ options: PrepareOptions, _ target: OutputTarget?, _ memoryBudget: MemoryBudget,
        _ cancellation: CancellationFlag,
        _ earlier: EarlierReport?
    ) -> PrepareJob {
        let preparer = ImagePreparer(options: options)
        let fingerprints = Fingerprint.Maker(options)
        let existing = files.skipExisting ? target : nil
        return PrepareJob(
            preparer: preparer, target: target, isDryRun: files.dryRun, memoryBudget: memoryBudget,
            cancellation: cancellation,
            fingerprints: fingerprints, computesDigest: reporting.report != nil, keepsTimes: files.preserve,
            allowsLoss: files.allowLoss,
            existing: existing.map { target in
                ExistingOutputs(
                    preparer: preparer, target: target, memoryBudget: memoryBudget, cancellation: cancellation,
                    fingerprints: fingerprints, report: earlier, computesDigest: reporting.report != nil)
            }, reviewer: reporting.html.map { _ in PhotoReviewer(options, memoryBudget, cancellation) })
    }
}
#endif
