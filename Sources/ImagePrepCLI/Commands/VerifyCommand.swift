#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep
internal import SystemFiles

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Say whether a file keeps the promise, and each way in which it does not.")

    @OptionGroup
    var named: InputArguments

    @OptionGroup(title: "Output options")
    var wanted: OutputArguments

    /// Says nothing of what a file has to be; taken so that a script may pass what it passed to `prepare`.
    @OptionGroup(visibility: .hidden)
    var encoding: EncodingArguments

    @Flag(
        inversion: .prefixedNo,
        help: "Decode the image data too, which finds rows that are missing and what hides behind them.")
    var decode = true

    @Flag(help: "Print a JSON object for each file.")
    var json = false

    func run() throws {
        let preparer = ImagePreparer(options: try encoding.applied(to: wanted.options()))
        let loop = FileLoop(
            inputs: try named.files(),
            limits: preparer.options.inputLimits, printsJSON: json)
        try loop.run { name, bytes in
            let breaches = preparer.verify(bytes, check: decode ? .imageData : .container)
            return [
                Told(
                    json: VerifyCommand.json(of: breaches, name), text: VerifyCommand.text(of: breaches, name),
                    isGood: breaches.isEmpty)
            ]
        }.exit()
    }

    private static func text(of breaches: [Breach], _ name: FilePath) -> String {
        // Once: a strange file may have a hundred thousand breaches.
        let name = name.description
        guard !breaches.isEmpty else { return "\(name): keeps the promise" }
        return breaches.map { breach in
            // Of this kind an output may have it from its input.
            let kind = breach.kind == .imageData ? " (image data)" : ""
            return "\(name): \(breach.code)\(kind): \(breach.description)"
        }.joined(separator: "\n")
    }

    private static func json(of breaches: [Breach], _ name: FilePath) -> JSONValue {
        let list = breaches.map {
            JSONValue.object([
                ("code", .string($0.code)), ("kind", .string($0.kind.rawValue)), ("message", .string($0.description)),
            ])
        }
        return .object([
            ("schema", .integer(1)), ("input", .path(name)), ("verified", .bool(breaches.isEmpty)),
            ("breaches", .array(list)), ("error", .null),
        ])
    }
}
#endif
