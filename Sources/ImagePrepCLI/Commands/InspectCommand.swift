#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep
internal import SystemFiles

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Say what is in a file, without decoding it.")

    @OptionGroup
    var named: InputArguments

    @Flag(help: "Print a JSON object for each input.")
    var json = false

    func run() throws {
        let preparer = ImagePreparer()
        let loop = FileLoop(
            inputs: try named.files(),
            limits: preparer.options.inputLimits, printsJSON: json)
        try loop.run { name, bytes in
            let inspection = try preparer.inspect(bytes.span)
            let exif = inspection.exifSummary(of: bytes.span)
            let record = InspectionRecord(input: name, inspection: inspection, exif: exif)
            return [Told(json: record.json, text: record.text)]
        }.exit()
    }
}
#endif
