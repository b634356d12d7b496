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
        } catch let error as SystemError {
            printError("Standard output cannot be written: \(error).")
            exit(withError: ExitCode(ExitStatus.cannotWrite.number))
        } catch {
            exit(withError: error)
        }
    }

    /// A command that is named first is parsed by itself, which takes half the time; what it does not take, and what asks for
    /// help, goes the whole way, so that messages have the whole name.
    private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
        let named = configuration.subcommands.first { $0.configuration.commandName == arguments.first }
        guard let named else {
            if let word = arguments.first, word != "help", !word.hasPrefix("-") { try refuse(word) }
            return try parseAsRoot(arguments)
        }
        do {
            return try named.parse(Array(arguments.dropFirst()))
        } catch {
            let command = try parseAsRoot(arguments)
            // The root has a --verbose too, and took it away; what asks for help becomes another command.
            if type(of: command) == named { throw error }
            return command
        }
    }

    /// Otherwise the first option behind a mistyped command would get the blame.
    private static func refuse(_ word: String) throws {
        let names = configuration.subcommands.compactMap { $0.configuration.commandName }
        var sentence = "Error: There is no command '\(FilePath(carrierText: word))'."
        if let near = word.nearest(of: names) {
            sentence += " Did you mean '\(near)'?"
        } else if (try? FileStatus(of: FilePath(carrierText: word))) != nil {
            sentence += " To prepare what has that name: imageprep prepare \(FilePath(carrierText: word)) --output PATH"
        }
        printError("\(sentence)\n  The commands are \(names.joined(separator: ", ")); see 'imageprep --help'.")
        throw ExitCode(ExitStatus.usage.number)
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
#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// What is built where the package's trait CommandLineTool is off.
@main
struct ImagePrepCommand {
    static func main() {
        printError("imageprep was built without its trait CommandLineTool; build it with that trait.")
        exit(ExitStatus.unavailable.number)
    }
}
#endif
