// START HERE: the options, and how they become one run (PredictSession).
#if CommandLineTool
internal import ArgumentParser
internal import Foundation
internal import ImagePrep
internal import Predict
internal import SystemFiles

@main
struct PredictCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "imageprep predict",
        abstract: "Asks Clarifai's Predict API about pictures, prepared on the way.",
        discussion: """
            The key is taken from CLARIFAI_PAT, never from an option, where other users of the machine could see it. \
            CLARIFAI_API_BASE, CLARIFAI_USER_ID and CLARIFAI_APP_ID say which service, and whose models are meant by an id alone.

            Exit status: 0 all answered, 1 some input failed or there was none, 64 usage, 74 something could not be written, \
            77 there is no key or it was refused (a proxy's too), 130 and 143 after SIGINT and SIGTERM.
            """)

    @Argument(help: "Files, folders, http or https addresses, or - for standard input.")
    var inputs: [String] = []

    @Option(help: "An id such as general-image-recognition, USER/APP/models/MODEL, or the address of the model's page.")
    var model: String

    @OptionGroup(title: "What is asked") var question: QuestionArguments
    @OptionGroup(title: "What is sent") var sending: SendingArguments
    @OptionGroup(title: "What is written") var output: OutputArguments

    static func main() async {
        occupyClosedStreams()
        MachineCapacity.shareHeap()
        // Names of files need not be UTF-8, which strings have to be.
        await main(CommandLine.pathSafeArguments)
    }

    func validate() throws {
        guard !inputs.isEmpty else { throw ValidationError("Give at least one file, folder or address.") }
    }

    func run() async throws {
        let status: ExitStatus
        do {
            status = try await session().run()
        } catch let error as PredictError {
            printError(error.description)
            status = error.concernsAccessToken ? .accessTokenRefused : .usage
        } catch let error as CannotWrite {
            printError(error.description)
            status = .cannotWrite
        }
        if status != .success { throw ExitCode(status.number) }
    }

    private func session() throws -> PredictSession {
        let client = try sending.client(isDryRun: output.dryRun)
        return try PredictSession(
            client: client, model: ModelReference(parsing: model), options: question.options(),
            inputs: InputListing(inputs, fetches: sending.fetch, sendsAsIs: sending.asIs), output: output.plan())
    }
}
#else
internal import Foundation

/// What is built where the package's trait CommandLineTool is off.
@main
struct PredictCommand {
    static func main() {
        let text = "imageprep-predict was built without its trait CommandLineTool; build it with that trait.\n"
        FileHandle.standardError.write(Data(text.utf8))
    }
}
#endif
