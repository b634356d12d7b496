#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep

struct PresetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "presets", abstract: "List the receivers whose limits --preset keeps.")

    @Flag(help: "Print a JSON object for each.")
    var json = false

    func run() throws {
        for receiver in Receiver.allCases {
            try printLine(json ? PresetsCommand.json(of: receiver).text : PresetsCommand.text(of: receiver))
        }
    }

    private static func text(of receiver: Receiver) -> String {
        let options = PrepareOptions(for: receiver)
        var parts = ["< \(options.maxBytes) bytes", "<= \(options.maxPixels) pixels"]
        if let side = options.maxDimension { parts.append("<= \(side) a side") }
        if let side = options.minDimension { parts.append(">= \(side) a side") }
        return """
            \(receiver.rawValue): \(parts.joined(separator: ", "))
              \(receiver.limits)
              \(receiver.source), read \(receiver.date)
            """
    }

    private static func json(of receiver: Receiver) -> JSONValue {
        let options = PrepareOptions(for: receiver)
        return .object([
            ("schema", .integer(1)), ("preset", .string(receiver.rawValue)), ("maxBytes", .integer(options.maxBytes)),
            ("maxPixels", .integer(options.maxPixels)),
            ("maxDimension", options.maxDimension.map(JSONValue.integer) ?? .null),
            ("minDimension", options.minDimension.map(JSONValue.integer) ?? .null),
            ("limits", .string(receiver.limits)), ("source", .string(receiver.source)),
            ("date", .string(receiver.date)),
        ])
    }
}
#endif
