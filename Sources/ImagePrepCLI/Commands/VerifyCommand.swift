#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Say whether a file keeps the promise, and each way in which it does not.")

    @Argument(help: "Files, folders, or - for standard input.")
    var inputs: [FilePath]

    @OptionGroup(title: "Output options")
    var preparation: PreparationArguments

    @Flag(help: "Print a JSON object for each file.")
    var json = false

    func run() throws {
        let preparer = ImagePreparer(options: try preparation.options())
        let loop = FileLoop(
            inputs: InputList(inputs, excluding: nil), limits: preparer.options.inputLimits, printsJSON: json)
        try loop.run { name, bytes in
            let breaches = preparer.verify(bytes.span)
            return (VerifyCommand.json(of: breaches, name), VerifyCommand.text(of: breaches, name), breaches.isEmpty)
        }.exit()
    }

    private static func text(of breaches: [Breach], _ name: FilePath) -> String {
        guard !breaches.isEmpty else { return "\(name): keeps the promise" }
        return breaches.map { "\(name): \($0.code): \($0.description)" }.joined(separator: "\n")
    }

    private static func json(of breaches: [Breach], _ name: FilePath) -> JSONValue {
        let list = breaches.map {
            JSONValue.object([("code", .string($0.code)), ("message", .string($0.description))])
        }
        return .object([
            ("schema", .integer(1)), ("input", .path(name)), ("verified", .bool(breaches.isEmpty)),
            ("breaches", .array(list)), ("error", .null),
        ])
    }
}
#endif
