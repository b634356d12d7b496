#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep

/// The options that say what the output shall be; `prepare`, `plan`, `verify` and `benchmark` share them.
///
/// They are texts and numbers here and get their types in `options()`: each further type among its properties costs the
/// argument parser about half a millisecond of looking for conformances, in every start of the command.
struct PreparationArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp("Whose limits to keep; see imageprep presets. Options go before them.", valueName: "name"))
    var preset: String?

    @Option(help: ArgumentHelp("The output is smaller than this: bytes, 20MB or 512KiB.", valueName: "size"))
    var maxBytes: String?

    @Option(help: ArgumentHelp("The output has at most this many pixels.", valueName: "count"))
    var maxPixels: Int?

    @Option(help: ArgumentHelp("The longer side has at most this many pixels.", valueName: "pixels"))
    var maxDimension: Int?

    @Option(help: ArgumentHelp("The lowest JPEG quality that --max-bytes may force, 1...100.", valueName: "quality"))
    var minQuality: Int?

    @Option(help: ArgumentHelp("The format to write.", valueName: "auto|jpeg|png"))
    var format: String?

    @Option(help: ArgumentHelp("JPEG quality where an image has to be encoded, 1...100.", valueName: "quality"))
    var quality: Int?

    @Option(help: ArgumentHelp("Chroma of a JPEG that has to be encoded.", valueName: "keep|444|422|420"))
    var subsampling: String?

    @Flag(help: "Make a JPEG that has to be encoded progressive.")
    var progressive = false

    @Option(help: ArgumentHelp("What makes an image smaller.", valueName: "lanczos3|catmull-rom|bilinear|box"))
    var filter: String?

    @Option(help: ArgumentHelp("Convert to sRGB, or keep pixels and profile.", valueName: "srgb|keep"))
    var color: String?

    @Option(help: ArgumentHelp("What to do with a PNG's bare gAMA and cHRM.", valueName: "ignore|honor"))
    var gamma: String?

    @Option(help: ArgumentHelp("What is behind transparent pixels of a JPEG.", valueName: "RRGGBB"))
    var background: String?

    @Option(help: ArgumentHelp("What to do at edges that no lossless turn can move.", valueName: "exact|trim"))
    var edges: String?

    @Option(help: ArgumentHelp("What to do with an input that is cut short.", valueName: "refuse|render"))
    var truncated: String?

    @Option(help: ArgumentHelp("The most pixels an input may have.", valueName: "count"))
    var inputMaxPixels: Int?

    @Option(help: ArgumentHelp("The most bytes an input may have.", valueName: "size"))
    var inputMaxBytes: String?

    func validate() throws {
        _ = try options()
    }

    /// The preset's options, or the defaults, with what was asked for on top.
    func options() throws -> PrepareOptions {
        var options = PrepareOptions(for: try choice("--preset", preset) ?? .clarifai)
        try setLimits(&options)
        try setEncoding(&options)
        try set(&options.color, choice("--color", color))
        try set(&options.gamma, choice("--gamma", gamma))
        try set(&options.background, background.map(parseColor))
        try set(&options.edges, choice("--edges", edges))
        try set(&options.truncated, choice("--truncated", truncated))
        return options
    }

    private func setLimits(_ options: inout PrepareOptions) throws {
        try set(&options.maxBytes, parseSize("--max-bytes", maxBytes))
        try set(&options.maxPixels, check("--max-pixels", maxPixels, in: 1...Int.max))
        try set(&options.maxDimension, check("--max-dimension", maxDimension, in: 1...Int.max))
        try set(&options.inputLimits.pixels, check("--input-max-pixels", inputMaxPixels, in: 1...Int.max))
        try set(&options.inputLimits.inputBytes, parseSize("--input-max-bytes", inputMaxBytes))
    }

    private func setEncoding(_ options: inout PrepareOptions) throws {
        try set(&options.minQuality, check("--min-quality", minQuality, in: 1...100))
        try set(&options.format, choice("--format", format))
        try set(&options.quality, check("--quality", quality, in: 1...100))
        try set(&options.subsampling, choice("--subsampling", subsampling))
        try set(&options.filter, choice("--filter", filter))
        options.progressive = progressive
    }

    private func set<Value>(_ option: inout Value, _ value: Value?) throws {
        if let value { option = value }
    }
}
#endif
