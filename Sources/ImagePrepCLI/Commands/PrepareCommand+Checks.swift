#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep
internal import SystemFiles

/// What is found wrong here is told before any work is done.
extension PrepareCommand {
    func validateInPlace() throws {
        if output != nil { throw ValidationError("--in-place and --output exclude each other.") }
        if reporting.report == nil {
            throw ValidationError("--in-place needs --report, which is all that will tell what the inputs were.")
        }
        if try wanted.options().format != .auto {
            let option = wanted.format == nil ? "--preset" : "--format"
            throw ValidationError("--in-place keeps each input's format, and \(option) asks for another.")
        }
        if named.inputs.contains("-") { throw ValidationError("--in-place takes files, not standard input.") }
    }

    /// Where outputs go: `-` is standard output; what ends in a slash or is a folder is a folder, and so is the place of
    /// several inputs.
    func target(for list: InputList, _ output: FilePath?) throws -> OutputTarget? {
        if files.inPlace { return try targetInPlace(list) }
        guard let output else { return nil }
        let isFolder = output.endsInSlash || (try? FileStatus(of: output).kind) == .folder
        let isStandardOutput = output == FilePath("-") || (!isFolder && output.descriptorName?.isStandardOutput == true)
        let isMany = list.hasFolder || named.areMany && (named.filesFrom != nil || list.inputs.count > 1)
        if isStandardOutput { return try targetStandardOutput(list, isMany) }
        guard !isFolder, !isMany else {
            try checkFolder(output, list, isFolder: isFolder)
            return .folder(output)
        }
        try checkFile(output)
        return .file(output)
    }

    private func targetInPlace(_ list: InputList) throws -> OutputTarget {
        for input in list.inputs {
            if case .pipe(let path) = input.source {
                throw ValidationError("--in-place takes files, not the pipe \(path).")
            }
        }
        return .inputs
    }

    private func targetStandardOutput(_ list: InputList, _ isMany: Bool) throws -> OutputTarget {
        if list.hasFolder { throw ValidationError("--output - takes one file, not a folder.") }
        if isMany { throw ValidationError("--output - takes one input, not \(list.inputs.count).") }
        if reporting.json || (files.dryRun && reporting.report == "-") {
            throw ValidationError("--output - and --json cannot both have standard output.")
        }
        return .standardOutput
    }

    private func checkFolder(_ folder: FilePath, _ list: InputList, isFolder: Bool) throws {
        let isNamedLikeFile =
            folder.isNamedLikeImage || FilePath.foreignExtensions.contains(folder.lowercasedExtension)
        if !isFolder, isNamedLikeFile {
            let what = list.hasFolder ? "what lies in a folder needs" : "\(list.inputs.count) inputs need"
            throw ValidationError(
                "--output \(folder) is named like one image, and \(what) a folder: \(folder)/ makes one of that name.")
        }
        if let status = try? FileStatus(of: folder), status.kind != .folder {
            let why = named.areMany ? "\(list.inputs.count) inputs need a folder" : "a folder was asked for"
            try refuse("\(folder) is \(status.kind), and \(why).")
        }
        if let obstacle = folder.obstacle { try refuse("\(folder) cannot be a folder: \(obstacle).") }
        try tellWhereNothingIsNoted(folder)
    }

    private func checkFile(_ path: FilePath) throws {
        if let name = path.descriptorName {
            throw ValidationError(
                "--output \(path) leads to the open file \(name), which no image may replace; --output - writes to standard output."
            )
        }
        if path.isDeadLink { try refuse("\(path) is a link that leads nowhere; name what it should lead to.") }
        if let obstacle = path.folder.obstacle { try refuse("\(path) cannot be written: \(obstacle).") }
        try tellWhereNothingIsNoted(path.folder)
    }

    private func refuse(_ sentence: String) throws {
        printError(sentence)
        try ExitStatus.cannotWrite.exit()
    }

    /// There, only a report could tell what outputs were made from.
    private func tellWhereNothingIsNoted(_ folder: FilePath) throws {
        guard files.skipExisting, !reporting.quiet, reporting.report == nil, !folder.keepsNotes else { return }
        printError(
            "The file system of \(folder) keeps no notes with files, so that nothing is known of outputs there and all are "
                + "made again; with --report in every run they are known.")
    }

    /// The name of a single output file says its format where no option does.
    func options(for target: OutputTarget?) throws -> PrepareOptions {
        var options = try encoding.applied(to: wanted.options())
        guard case .file(let path)? = target else { return options }
        let format = ImageFormat(fileExtension: path.lowercasedExtension)
        guard let named = format.flatMap({ PrepareOptions.OutputFormat(rawValue: $0.rawValue) }) else {
            guard format != nil || FilePath.foreignExtensions.contains(path.lowercasedExtension) else { return options }
            throw ValidationError("imageprep writes JPEG and PNG, which does not fit the output's name \(path).")
        }
        if options.format != .auto, options.format != named {
            throw ValidationError("--format \(options.format.rawValue) does not fit the output's name \(path).")
        }
        options.format = named
        return options
    }

    func earlierReport(_ target: OutputTarget?) -> EarlierReport? {
        reporting.report.flatMap { EarlierReport(FilePath(carrierText: $0)) }
    }

    func openReport(
        protecting list: InputList, carryingOn earlier: EarlierReport?, unless cancellation: CancellationFlag,
        _ interrupts: Interrupts
    ) throws -> ReportFile? {
        guard let report = reporting.report.map(FilePath.init(carrierText:)) else { return nil }
        if list.protected.contains(report, try? FileStatus(of: report)) {
            throw ValidationError("--report \(report) is one of the inputs.")
        }
        if let reason = ReportFile.obstacle(at: report) { throw ValidationError("--report \(report) \(reason).") }
        do throws(FileError) {
            // What it says of replaced inputs nothing else can say again.
            return try ReportFile(
                report, appends: reporting.appendReport || files.inPlace, carryingOn: earlier, unless: cancellation)
        } catch {
            if let signal = interrupts.signal { try ExitStatus.interrupted(signal).exit() }
            printError(error.description)
            try ExitStatus.cannotWrite.exit()
            return nil
        }
    }
}
#endif
