#if CommandLineTool
internal import ArgumentParser

/// What a run tells of itself, and to whom.
struct ReportArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Write a JSON object for each input there.", valueName: "file.jsonl"))
    var report: String?

    @Flag(help: "Add to the lines of the report that are there, rather than write in their place.")
    var appendReport = false

    @Option(
        help: ArgumentHelp(
            "Write a page there that shows each input beside its output, for a browser.", valueName: "file.html"))
    var html: String?

    @Flag(help: "Print JSON events on standard output while it runs: progress, warnings, failures, the end.")
    var json = false

    @Flag(help: "Print only failures.")
    var quiet = false

    @Flag(help: "Print a line for each input, and every warning.")
    var verbose = false

    func validate() throws {
        if report?.isEmpty == true { throw ValidationError("A path is empty.") }
        if html?.isEmpty == true { throw ValidationError("A path is empty.") }
        if html == "-" { throw ValidationError("--html writes a file, not to standard output.") }
        if let html, html == report { throw ValidationError("--html and --report are the same file.") }
        if appendReport, report == nil { throw ValidationError("--append-report is about --report, which is missing.") }
        if quiet, verbose { throw ValidationError("--quiet and --verbose exclude each other.") }
        if json, report == "-" { throw ValidationError("--json and --report - cannot both have standard output.") }
    }

    var verbosity: Verbosity { quiet ? .quiet : verbose ? .verbose : .normal }
}
#endif
