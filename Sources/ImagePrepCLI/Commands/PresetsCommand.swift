#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep

struct PresetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "presets", abstract: "List the services whose limits --preset keeps.",
        discussion: "Without names, a table of all; with names, each figure with its source and the day it was read.")

    @Argument(help: ArgumentHelp("Names, or JSON files of presets of your own.", valueName: "name|file"))
    var names: [String] = []

    @Flag(help: "Print a JSON object for each.")
    var json = false

    func validate() throws { _ = try presets() }

    func run() throws {
        let records = try presets().map(PresetRecord.init)
        if json {
            for record in records { try printLine(record.json.text) }
        } else if names.isEmpty {
            for line in PresetsCommand.table(of: records) { try printLine(line) }
            try printLine("Each figure with its source and date: imageprep presets NAME")
        } else {
            for record in records { try printLine(record.details) }
        }
    }

    private func presets() throws -> [ServicePreset] {
        try names.isEmpty ? ServicePreset.all : names.map(namedPreset)
    }

    /// The first column begins at the left, numbers end at the right.
    private static func table(of records: [PresetRecord]) -> [String] {
        let rows = [PresetRecord.columnTitles] + records.map(\.columns)
        let widths = PresetRecord.columnTitles.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                return column == 0 ? row[column] + padding : padding + row[column]
            }.joined(separator: "  ")
        }
    }
}
#endif
