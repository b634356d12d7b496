internal import ImagePrep
internal import SystemFiles

/// What a worker does with one input: load, prepare, write under a temporary name.
struct PrepareJob: Sendable {
    let preparer: ImagePreparer
    let target: OutputTarget?
    let ledger: MemoryLedger
    let cancellation: CancelFlag
    /// For a report.
    let computesDigest: Bool
    let keepsTimes: Bool
    let skipsExisting: Bool

    func run(_ input: Input, _ workspace: Workspace) -> Outcome {
        let clock = ContinuousClock()
        let start = clock.now
        let result: Outcome.Result
        do {
            let context = preparer.makeContext(using: workspace, cancellation: cancellation)
            result = try handle(input, in: context)
        } catch ImagePrepError.cancelled {
            result = .cancelled
        } catch {
            result = .failed(Failure(error))
        }
        return Outcome(result: result, duration: start.duration(to: clock.now))
    }

    private func handle(_ input: Input, in context: PreparationContext) throws -> Outcome.Result {
        switch input.source {
        case .standardInput:
            let bytes = try readStandardInput(
                limit: preparer.options.inputLimits.inputBytes, unless: cancellation)
            return try prepare(bytes, input, modified: nil, in: context)
        case .file(let path):
            return try prepare(InputFile(opening: path), input, in: context)
        }
    }

    private func prepare(
        _ file: consuming InputFile, _ input: Input, in context: PreparationContext
    ) throws -> Outcome.Result {
        let signature = try file.signature()
        if input.isFromFolder, !signature.isStillImage { return .notAnImage }
        if skipsExisting, let existing = existingOutput(of: input, signature) { return existing }
        let byteCount = file.status.byteCount
        try file.checkByteCount(preparer.options.inputLimits)
        guard ledger.admitLoading(byteCount: byteCount, unless: cancellation) else { return .cancelled }
        defer { ledger.endLoading(byteCount: byteCount) }
        return try prepare(file.readAll(), input, modified: keepsTimes ? file.status.modified : nil, in: context)
    }

    private func prepare(
        _ bytes: consuming [UInt8], _ input: Input, modified: FileTime?, in context: PreparationContext
    ) throws -> Outcome.Result {
        guard let target else {
            let examined = try preparer.examine(bytes.span, in: context)
            return .planned(examined.inspection, examined.plan)
        }
        let image = try preparer.prepare(consume bytes, admittedBy: ledger, in: context)
        return .prepared(try write(image, of: input, to: target, modified: modified))
    }

    private func write(
        _ image: PreparedImage, of input: Input, to target: OutputTarget, modified: FileTime?
    ) throws(FileError) -> PreparedOutput {
        let digest = computesDigest ? SHA256.hexadecimalDigest(of: image.bytes.span) : nil
        guard let destination = target.destination(of: input, format: image.receipt.format) else {
            return PreparedOutput(
                location: .memory(image.bytes), destination: nil, receipt: image.receipt, digest: digest)
        }
        do throws(SystemError) {
            try makeFolder(destination.folder)
            let file = try TemporaryFile(image.bytes, in: destination.folder, modified: modified)
            return PreparedOutput(
                location: .file(file), destination: destination, receipt: image.receipt, digest: digest)
        } catch {
            throw .outputUnwritable(destination, reason: error.description)
        }
    }

    /// An output of an earlier run under the name that this input's would have, if it keeps the promise.
    private func existingOutput(of input: Input, _ signature: FileSignature) -> Outcome.Result? {
        guard case .format(let found) = signature else { return nil }
        let format = ImageFormat(rawValue: preparer.options.format.rawValue) ?? found
        // What is not under the budget needs no reading to be none.
        guard let path = target?.destination(of: input, format: format), let file = try? InputFile(opening: path),
            file.status.byteCount < preparer.options.maxBytes,
            (try? file.checkByteCount(preparer.options.inputLimits)) != nil
        else { return nil }
        let byteCount = file.status.byteCount
        guard ledger.admitLoading(byteCount: byteCount, unless: cancellation) else { return .cancelled }
        defer { ledger.endLoading(byteCount: byteCount) }
        guard let bytes = try? file.readAll(), preparer.verify(bytes.span, check: .container).isEmpty else {
            return nil
        }
        return .existing(path, byteCount: bytes.count)
    }
}
