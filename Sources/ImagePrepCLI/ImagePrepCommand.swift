// START HERE: each command is a file in Commands/; what `prepare` does is in Preparing/PrepareRun.swift.
#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep
internal import SystemFiles

@main
struct ImagePrepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "imageprep",
        abstract: "Makes any photo ready for a vision API: upright, clean, colour-true and under the limits.",
        subcommands: [
            PrepareCommand.self, InspectCommand.self, PlanCommand.self, VerifyCommand.self, PredictCommand.self,
            BenchmarkCommand.self, PresetsCommand.self,
        ])

    @Flag(help: "Print the version.")
    var version = false

    @Flag(help: "With --version: the codecs' versions too.")
    var verbose = false

    static func main() {
        occupyClosedStreams()
        MachineCapacity.shareHeap()
        do {
            var arguments = CommandLine.pathSafeArguments
            // The program beside this one knows its options.
            if arguments == ["help", "predict"] { arguments = ["predict", "--help"] }
            var command = try parsed(arguments)
            do {
                try command.run()
            } catch let error as ValidationError {
                // Thrown this late, it would be shown with the usage of `imageprep` alone.
                let name = type(of: command).configuration.commandName ?? ""
                printError("Error: \(error.message)\n  See 'imageprep \(name) --help' for more information.")
                throw ExitCode.validationFailure
            }
        } catch {
            exit(withError: error)
        }
    }

    /// A command that is named first is parsed by itself, which takes half the time; what it does not take, and what asks for
    /// help, goes the whole way, so that messages have the whole name.
    private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
        let named = configuration.subcommands.first { $0.configuration.commandName == arguments.first }
        if let named, let command = try? named.parse(Array(arguments.dropFirst())) { return command }
        return try parseAsRoot(arguments)
    }

    mutating func run() throws {
        guard version else { throw CleanExit.helpRequest(self) }
        try printLine(Version.text(isVerbose: verbose))
    }
}

extension ExitStatus {
    /// What a command throws where it shall not end with 0.
    func exit() throws {
        if number != 0 { throw ExitCode(number) }
    }
}
#else
/// What is built where the package's trait CommandLineTool is off.
@main
struct ImagePrepCommand {
    static func main() {
        printError("imageprep was built without its trait CommandLineTool; build it with that trait.")
    }
}
#endif
