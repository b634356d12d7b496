#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep
internal import SystemFiles

struct PrepareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prepare", abstract: "Make images upright, clean, colour-true and small enough.")

    @Argument(help: "Files, folders, or - for standard input.")
    var inputs: [String]

    @Option(name: .shortAndLong, help: ArgumentHelp("A file, a folder, or - for standard output.", valueName: "path"))
    var output: String?

    @Option(help: ArgumentHelp("Write a JSON object for each input there.", valueName: "file.jsonl"))
    var report: String?

    @OptionGroup(title: "Output options")
    var wanted: OutputArguments

    @OptionGroup(title: "Encoding options")
    var encoding: EncodingArguments

    @OptionGroup(title: "Batch options")
    var batch: BatchArguments

    @Flag(help: "Leave outputs of an earlier run that keep the promise.")
    var skipExisting = false

    @Flag(help: "Give outputs the modification time of their inputs.")
    var preserve = false

    @Flag(help: "Say what would be done and write no image.")
    var dryRun = false

    @Flag(help: "Print only failures.")
    var quiet = false

    func validate() throws {
        guard let output else {
            guard dryRun else { throw ValidationError("Missing expected argument '--output <path>'.") }
            return
        }
        if output.isEmpty || report?.isEmpty == true { throw ValidationError("A path is empty.") }
        if output != "-", output == report { throw ValidationError("--output and --report are the same file.") }
        guard output == "-" else { return }
        if inputs.count > 1 { throw ValidationError("--output - takes one input, not \(inputs.count).") }
        if report == "-" {
            throw ValidationError("--output - and --report - cannot both have standard output.")
        }
    }

    func run() throws {
        let inputs = inputs.map(FilePath.init(carrierText:))
        let output = output.map(FilePath.init(carrierText:))
        let list = InputList(inputs, excluding: output)
        let target = output.map { OutputTarget($0, for: inputs) }
        if target == .standardOutput, list.hasFolder {
            throw ValidationError("--output - takes one file, not a folder.")
        }
        if case .folder(let path)? = target { try checkIsNoFile(path) }
        var options = try options(for: target)
        let memoryBytes = try batch.memoryBytes()
        options.inputLimits.workingMemoryBytes = min(options.inputLimits.workingMemoryBytes, memoryBytes)
        options.inputLimits.inputBytes = min(options.inputLimits.inputBytes, memoryBytes)
        let cancellation = CancelFlag()
        let ledger = MemoryLedger(totalBytes: memoryBytes)
        let interrupts = Interrupts {
            cancellation.raise()
            ledger.wakeWaiters()
        }
        let job = PrepareJob(
            preparer: ImagePreparer(options: options), target: dryRun ? nil : target, ledger: ledger,
            cancellation: cancellation, computesDigest: report != nil, keepsTimes: preserve, skipsExisting: skipExisting
        )
        let report = try openReport(protecting: list, unless: cancellation, interrupts)
        var run = PrepareRun(
            inputs: list, job: job, workerCount: batch.workerCount, interrupts: interrupts,
            outputs: OutputCommit(protecting: list.identities, report?.identity), report: report,
            summary: Summary(total: list.inputs.count, isQuiet: quiet), progress: ProgressLine(isQuiet: quiet))
        try run.run().exit()
    }

    /// The name of a single output file says its format where no option does.
    private func options(for target: OutputTarget?) throws -> PrepareOptions {
        var options = try encoding.applied(to: wanted.options())
        guard case .file(let path)? = target else { return options }
        guard let format = ImageFormat(fileExtension: path.lowercasedExtension) else {
            guard FilePath.foreignExtensions.contains(path.lowercasedExtension) else { return options }
            throw ValidationError("imageprep writes JPEG and PNG, which does not fit the output's name \(path).")
        }
        let named: PrepareOptions.OutputFormat = format == .jpeg ? .jpeg : .png
        if options.format != .auto, options.format != named {
            throw ValidationError("--format \(options.format.rawValue) does not fit the output's name \(path).")
        }
        options.format = named
        return options
    }

    /// Tells it before any work is done.
    private func checkIsNoFile(_ folder: FilePath) throws {
        guard let status = try? FileStatus(of: folder), status.kind != .folder else { return }
        let why = inputs.count > 1 ? "\(inputs.count) inputs need a folder" : "a folder was asked for"
        printError("\(folder) is \(status.kind), and \(why).")
        try ExitStatus.cannotWrite.exit()
    }

    private func openReport(
        protecting list: InputList, unless cancellation: CancelFlag, _ interrupts: Interrupts
    ) throws -> ReportFile? {
        guard let report = report.map(FilePath.init(carrierText:)) else { return nil }
        if let identity = try? FileStatus(of: report).identity, list.identities.contains(identity) {
            throw ValidationError("--report \(report) is one of the inputs.")
        }
        do throws(FileError) {
            return try ReportFile(report, unless: cancellation)
        } catch {
            if let signal = interrupts.signal { try ExitStatus.interrupted(signal).exit() }
            printError(error.description)
            try ExitStatus.cannotWrite.exit()
            return nil
        }
    }
}
#endif
