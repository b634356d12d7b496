#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Say what is in a file, without decoding it.")

    @Argument(help: "Files, folders, or - for standard input.")
    var inputs: [FilePath]

    @Flag(help: "Print a JSON object for each input.")
    var json = false

    func run() throws {
        let preparer = ImagePreparer()
        let loop = FileLoop(
            inputs: InputList(inputs, excluding: nil), limits: preparer.options.inputLimits, printsJSON: json)
        try loop.run { name, bytes in
            let record = InspectionRecord(input: name, inspection: try preparer.inspect(bytes.span))
            return (record.json, record.text, true)
        }.exit()
    }
}
#endif
