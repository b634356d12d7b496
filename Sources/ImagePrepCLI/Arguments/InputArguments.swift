#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep
internal import SystemFiles

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// What is to be looked at: named on the command line, in a list, or found in folders.
struct InputArguments: ParsableArguments {
    @Argument(help: "Files, folders, pipes, or - for standard input.")
    var inputs: [String] = []

    @Option(help: ArgumentHelp("Take inputs from a list too, one a line; - is standard input.", valueName: "file"))
    var filesFrom: String?

    @Flag(
        name: [.customShort("0"), .customLong("null")],
        help: "The list of --files-from has NUL characters between its names, as find -print0 writes it.")
    var endsInNull = false

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Of what lies in folders take only what has such a name, as '*.jpg' or 'day1/**'; may be repeated.",
            valueName: "pattern"))
    var include: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Of what lies in folders leave out what has such a name, folders too; may be repeated.",
            valueName: "pattern"))
    var exclude: [String] = []

    func validate() throws {
        _ = try selection()
        if inputs.isEmpty, filesFrom == nil { throw ValidationError("Missing expected argument '<inputs> ...'.") }
        if endsInNull, filesFrom == nil {
            throw ValidationError("-0 says how --files-from is written, which is missing.")
        }
        if filesFrom == "-", inputs.contains("-") {
            throw ValidationError("--files-from - and the input - cannot both have standard input.")
        }
    }

    /// Whether there may be more than one, whatever the list turns out to hold.
    var areMany: Bool { inputs.count > 1 || filesFrom != nil }

    func selection() throws -> InputSelection {
        InputSelection(
            includes: try include.map { try glob("--include", $0) },
            excludes: try exclude.map { try glob("--exclude", $0) })
    }

    private func glob(_ option: String, _ pattern: String) throws -> Glob {
        guard let glob = Glob(FilePath(carrierText: pattern)) else {
            throw ValidationError("\(option) is a pattern such as '*.jpg' or 'IMG_[0-9]*', not '\(pattern)'.")
        }
        return glob
    }

    /// The inputs in order, those of the list last.
    func paths() throws -> [FilePath] {
        let named = inputs.map(FilePath.init(carrierText:))
        guard let filesFrom else { return named }
        let end = endsInNull ? 0 : UInt8(ascii: "\n")
        return named + (try list(filesFrom)).split(separator: end).map { FilePath($0) }
    }

    private func list(_ path: String) throws -> [UInt8] {
        let path = FilePath(carrierText: path)
        let limit = InputLimits().inputBytes
        do {
            if path == FilePath("-") { return try readStandardInput(limit: limit) }
            if try FileStatus(of: path).kind == .pipe { return try readPipe(path, limit: limit) }
            let file = try FileDescriptor(opening: path, O_RDONLY)
            return try file.read(upTo: file.status().byteCount)
        } catch let error as SystemError {
            throw ValidationError("--files-from \(path) cannot be read: \(error).")
        }
    }

    /// For commands that only look.
    func files() throws -> InputList { InputList(try paths(), excluding: nil, try selection()) }
}
#endif
