internal import ImagePrep
internal import SystemFiles

/// What a worker does with one input: load, prepare, write under a temporary name.
struct PrepareJob: Sendable {
    let preparer: ImagePreparer
    /// Nil in a dry run that names none.
    let target: OutputTarget?
    let isDryRun: Bool
    let memoryBudget: MemoryBudget
    let cancellation: CancellationFlag
    let fingerprints: Fingerprint.Maker
    /// For a report.
    let computesDigest: Bool
    let keepsTimes: Bool
    /// Whether an output in its input's place may have lost pixels.
    let allowsLoss: Bool
    /// Nil where outputs of earlier runs are made again.
    let existing: ExistingOutputs?
    /// Nil if there will be no review page.
    let reviewer: PhotoReviewer?

    /// An input that was read, and what the system knew of it.
    private struct Loaded {
        let input: Input
        /// Nil for standard input and pipes.
        let status: FileStatus?
    }

    func run(_ input: Input, _ workspace: Workspace) -> Outcome {
        let clock = ContinuousClock()
        let start = clock.now
        let result: Outcome.Result
        var review: PhotoReview?
        do {
            let context = preparer.makeContext(using: workspace, cancellation: cancellation)
            result = try handle(input, in: context, &review)
        } catch ImagePrepError.cancelled {
            result = .cancelled
        } catch {
            result = .failed(Failure(error))
        }
        let duration = start.duration(to: clock.now) - (review?.duration ?? .zero)
        return Outcome(result: result, duration: duration, review: review)
    }

    private func handle(
        _ input: Input, in context: PreparationContext, _ review: inout PhotoReview?
    ) throws -> Outcome.Result {
        let limit = preparer.options.inputLimits.inputBytes
        switch input.source {
        case .standardInput:
            return try prepare(
                readStandardInput(limit: limit, unless: cancellation), Loaded(input: input, status: nil), in: context,
                &review)
        case .pipe(let path):
            return try prepare(
                readPipe(path, limit: limit, unless: cancellation), Loaded(input: input, status: nil), in: context,
                &review)
        case .file(let path):
            if let found = try existing?.find(input, at: path) {
                review = reviewer?.review(path, preparedAs: found.path, context.workspace)
                return .existing(found)
            }
            return try prepare(InputFile(opening: path), input, in: context, &review)
        }
    }

    private func prepare(
        _ file: consuming InputFile, _ input: Input, in context: PreparationContext, _ review: inout PhotoReview?
    ) throws -> Outcome.Result {
        let signature = try file.signature()
        if input.maySkip, !signature.isStillImage { return .notAnImage }
        let status = file.status
        try file.checkByteCount(preparer.options.inputLimits)
        guard memoryBudget.admitLoading(byteCount: status.byteCount, unless: cancellation) else { return .cancelled }
        defer { memoryBudget.endLoading(byteCount: status.byteCount) }
        return try prepare(file.readAll(), Loaded(input: input, status: status), in: context, &review)
    }

    private func prepare(
        _ bytes: consuming [UInt8], _ loaded: Loaded, in context: PreparationContext, _ review: inout PhotoReview?
    ) throws -> Outcome.Result {
        review = reviewer?.review(bytes, context.workspace)
        guard !isDryRun, let target else {
            let analysis = try preparer.analyze(bytes.span, in: context)
            let destination = target?.destination(of: loaded.input, format: analysis.plan.format)
            return .planned(analysis.inspection, analysis.plan, destination)
        }
        var preparer = preparer
        var context = context
        if target == .inputs, case .format(let format) = FileSignature(of: bytes.span) {
            // A budget may not make another format of a file that keeps its name.
            preparer.options.format = PrepareOptions.OutputFormat(rawValue: format.rawValue) ?? .auto
            context = preparer.makeContext(using: context.workspace, cancellation: cancellation)
        }
        let image = try preparer.prepare(consume bytes, admittedBy: memoryBudget, in: context)
        reviewer?.add(image.bytes, to: &review, context.workspace)
        return .prepared(try place(image, of: loaded, at: target))
    }

    private func place(
        _ image: PreparedImage, of loaded: Loaded, at target: OutputTarget
    ) throws(FileError) -> PreparedOutput {
        let destination = target.destination(of: loaded.input, format: image.receipt.format)
        let fingerprint = loaded.status.map { fingerprints.fingerprint(of: loaded.input, $0) }
        var receipt = image.receipt
        receipt.addShrinkWarning(preparer.options)
        return PreparedOutput(
            location: try location(of: image, destination, loaded, fingerprint, isInPlace: target == .inputs),
            destination: destination, receipt: receipt,
            digest: computesDigest ? SHA256.hexadecimalDigest(of: image.bytes.span) : nil, fingerprint: fingerprint)
    }

    private func location(
        of image: PreparedImage, _ destination: FilePath?, _ loaded: Loaded, _ fingerprint: Fingerprint?,
        isInPlace: Bool
    ) throws(FileError) -> PreparedOutput.Location {
        guard let destination else { return .memory(image.bytes) }
        let modified = keepsTimes ? loaded.status?.modified : nil
        guard isInPlace, let status = loaded.status else {
            let file = try write(image.bytes, for: destination, modified: modified, note: fingerprint?.text)
            return .file(file)
        }
        if image.receipt.route == .copy { return .unchanged }
        try checkReplacement(image, destination, status)
        return .replacement(try write(image.bytes, for: destination, modified: modified, model: status), status)
    }

    private func write(
        _ bytes: [UInt8], for destination: FilePath, modified: FileTime?, note: String? = nil, model: FileStatus? = nil
    ) throws(FileError) -> TemporaryFile {
        do throws(SystemError) {
            try makeFolder(destination.folder)
            return try DescriptorGate.writing.pass { () throws(SystemError) in
                try TemporaryFile(bytes, in: destination.folder, modified: modified, note: note, model: model)
            }
        } catch {
            throw .outputUnwritable(destination, reason: destination.folder.obstacle ?? error.description)
        }
    }

    /// What an input must not lose by being replaced.
    private func checkReplacement(
        _ image: PreparedImage, _ path: FilePath, _ status: FileStatus
    ) throws(FileError) {
        let (from, to) = (image.receipt.inputFormat, image.receipt.format)
        guard from == to else { throw .wouldChangeFormat(path, from: from.displayName, to: to.displayName) }
        guard image.receipt.isLossless || allowsLoss else {
            throw .wouldLosePixels(path, reason: "\(image.receipt.reason); --allow-loss permits it")
        }
        if status.linkCount > 1 {
            let reason = "it has \(status.linkCount) names by hard links, and only one would be replaced"
            throw .outputUnwritable(path, reason: reason)
        }
    }
}
