#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep
internal import SystemFiles

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Say how an image would be prepared, and why; nothing is written.")

    @OptionGroup
    var named: InputArguments

    @OptionGroup(title: "Output options")
    var wanted: OutputArguments

    @OptionGroup(title: "Encoding options")
    var encoding: EncodingArguments

    @Flag(help: "Print a JSON object for each input.")
    var json = false

    func run() throws {
        let preparer = ImagePreparer(options: try encoding.applied(to: wanted.options()))
        let loop = FileLoop(
            inputs: try named.files(),
            limits: preparer.options.inputLimits, printsJSON: json)
        try loop.run { name, bytes in
            let plan = try preparer.plan(bytes.span)
            let first = "\(name): \(plan.route.rawValue) to \(plan.format.rawValue) \(plan.targetSize): \(plan.reason)"
            let lines = [first] + plan.warnings.map { "  warning: \($0)" }
            return [Told(json: PlanCommand.json(of: plan, name), text: lines.joined(separator: "\n"))]
        }.exit()
    }

    private static func json(of plan: Plan, _ name: FilePath) -> JSONValue {
        .object([
            ("schema", .integer(1)), ("input", .path(name)), ("route", .string(plan.route.rawValue)),
            ("reason", .string(plan.reason)), ("reasonCode", .string(plan.reasonCode)),
            ("format", .string(plan.format.rawValue)),
            ("width", .integer(plan.targetSize.width)), ("height", .integer(plan.targetSize.height)),
            ("color", .string(plan.color.rawValue)),
            ("predictedMemoryBytes", .integer(plan.predictedMemoryBytes)),
            ("warnings", .array(plan.warnings.map(JSONValue.string))), ("error", .null),
        ])
    }
}
#endif
