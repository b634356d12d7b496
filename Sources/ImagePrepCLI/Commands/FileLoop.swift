internal import ImagePrep
internal import SystemFiles

/// What there is to print about a file.
struct Told {
    let json: JSONValue
    let text: String
    /// Whether the file is as it should be.
    var isGood = true
}

/// What `inspect`, `plan`, `verify` and `benchmark` have in common: each input is loaded, looked at and told of in its turn.
struct FileLoop {
    let inputs: InputList
    let limits: InputLimits
    let printsJSON: Bool

    /// `tell` returns what to print.
    func run(_ tell: (FilePath, [UInt8]) throws -> [Told]) throws -> ExitStatus {
        var areAllGood = true
        var toldCount = 0
        var skippedCount = inputs.skippedCount
        for input in inputs.inputs {
            do {
                guard let bytes = try load(input) else {
                    skippedCount += 1
                    continue
                }
                for told in try tell(input.name, bytes) {
                    try printLine(printsJSON ? told.json.text : told.text)
                    areAllGood = areAllGood && told.isGood
                }
            } catch let error as SystemError {
                printError("Standard output cannot be written: \(error).")
                return .cannotWrite
            } catch {
                areAllGood = false
                try tellFailure(Failure(error), of: input)
            }
            toldCount += 1
        }
        if skippedCount > 0 { printError("\(skippedCount) skipped, being no images.") }
        if toldCount == 0 { printError("No images were found.") }
        return areAllGood && toldCount > 0 ? .success : .inputFailed
    }

    private func tellFailure(_ failure: Failure, of input: Input) throws(SystemError) {
        guard printsJSON else { return printError("\(input.name): \(failure.message)") }
        let error = JSONValue.object([("code", .string(failure.code)), ("message", .string(failure.message))])
        try printLine(
            JSONValue.object([("schema", .integer(1)), ("input", .path(input.name)), ("error", error)]).text)
    }

    /// Nil for what was found in a folder and is no image.
    private func load(_ input: Input) throws -> [UInt8]? {
        switch input.source {
        case .standardInput: return try readStandardInput(limit: limits.inputBytes)
        case .pipe(let path): return try readPipe(path, limit: limits.inputBytes)
        case .file(let path):
            if let error = inputs.failures[input.name] { throw error }
            return try load(InputFile(opening: path), skipsOthers: input.maySkip)
        }
    }

    private func load(_ file: consuming InputFile, skipsOthers: Bool) throws -> [UInt8]? {
        let signature = try file.signature()
        if skipsOthers, !signature.isStillImage { return nil }
        try file.checkByteCount(limits)
        return try file.readAll()
    }
}
