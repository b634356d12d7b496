internal import ImagePrep
internal import SystemFiles

/// An output of an earlier run that is as good as one made now.
struct ExistingOutput: Sendable {
    let path: FilePath
    let format: ImageFormat
    let size: PixelSize
    let byteCount: Int
    /// Where a report was asked for.
    let digest: String?
    let inputByteCount: Int
    let fingerprint: Fingerprint
    /// What the earlier report said of it.
    let earlierLine: JSONValue?
}

/// Finds outputs of earlier runs that `--skip-existing` leaves: made from this very input with these very options, as the file's
/// note or the earlier report says, unchanged since, and keeping the promise.
struct ExistingOutputs: Sendable {
    let preparer: ImagePreparer
    let target: OutputTarget
    let memoryBudget: MemoryBudget
    let cancellation: CancellationFlag
    let fingerprints: Fingerprint.Maker
    let report: EarlierReport?
    /// For a report.
    let computesDigest: Bool

    /// Nil where there is none. Holds no file open afterwards.
    func find(_ input: Input, at path: FilePath) throws -> ExistingOutput? {
        let (signature, status) = try look(at: path)
        for format in formats(signature) {
            guard let place = target.destination(of: input, format: format) else { continue }
            let fingerprint = fingerprints.fingerprint(of: input, status)
            if let found = check(place, fingerprint, inputByteCount: status.byteCount) { return found }
        }
        return nil
    }

    private func look(at path: FilePath) throws(FileError) -> (FileSignature, FileStatus) {
        let file = try InputFile(opening: path)
        return (try file.signature(), file.status)
    }

    /// What could be written for it: its own format where that is written, and what loses something, where only that is under the
    /// budget.
    private func formats(_ signature: FileSignature) -> [ImageFormat] {
        if let asked = ImageFormat(rawValue: preparer.options.format.rawValue) { return [asked] }
        guard case .format(let found) = signature else { return [] }
        let written = FormatRegistry.encoders.map { $0.descriptor.format }
        let lossy = [FormatRegistry.lossyEncoder?.descriptor.format].compactMap(\.self)
        return written.contains(found) ? [found] + lossy.filter { $0 != found } : written
    }

    private func check(_ path: FilePath, _ fingerprint: Fingerprint, inputByteCount: Int) -> ExistingOutput? {
        // What is not under the budget needs no reading to be none.
        guard let file = try? InputFile(opening: path), file.status.byteCount < preparer.options.maxBytes,
            (try? file.checkByteCount(preparer.options.inputLimits)) != nil
        else { return nil }
        let isNoted = file.note() == fingerprint.text
        let line = report?.line(for: path, fingerprint)
        guard isNoted || line != nil else { return nil }
        let byteCount = file.status.byteCount
        guard memoryBudget.admitLoading(byteCount: byteCount, unless: cancellation) else { return nil }
        defer { memoryBudget.endLoading(byteCount: byteCount) }
        guard let bytes = try? file.readAll(), preparer.verify(bytes.span, check: .container).isEmpty,
            let inspection = try? preparer.inspect(bytes.span)
        else { return nil }
        let digest = computesDigest || !isNoted ? SHA256.hexadecimalDigest(of: bytes.span) : nil
        // Neither a note nor a report knows whether the file was changed since; the report's digest does.
        let reported = line?["sha256"]?.stringValue?.description
        guard isNoted && (digest == nil || reported == nil) || digest == reported else { return nil }
        return ExistingOutput(
            path: path, format: inspection.format, size: inspection.uprightSize, byteCount: byteCount,
            digest: computesDigest ? digest : nil, inputByteCount: inputByteCount, fingerprint: fingerprint,
            earlierLine: line)
    }
}
