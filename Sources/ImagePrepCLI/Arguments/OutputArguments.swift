#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep

/// What the output has to be, whatever it is made from; `prepare`, `plan`, `verify` and `benchmark` share it.
///
/// They are texts and numbers here and get their types in `options()`: each further type among its properties costs the
/// argument parser about half a millisecond of looking for conformances, in every start of the command. Numbers are parsed
/// unconditionally, so that a negative one is told from a missing one.
struct OutputArguments: ParsableArguments {
    private static let defaults = PrepareOptions()

    @Option(
        help: ArgumentHelp(
            "Whose limits to keep, by name or from a JSON file of yours such as ./ours.json; see imageprep presets. Options go "
                + "before them. (default: clarifai)",
            valueName: "name|file"))
    var preset: String?

    @Option(
        help: ArgumentHelp(
            "As large as the preset permits, or no larger than its recommended long edge. (default: limits)",
            valueName: "limits|recommended"))
    var fit: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The output is smaller than this: bytes, 20MB or 512KiB. (default: \(defaults.maxBytes))",
            valueName: "size"))
    var maxBytes: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The output has at most this many pixels. (default: \(defaults.maxPixels))", valueName: "count"))
    var maxPixels: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The longer side has at most this many pixels. (default: no limit)", valueName: "pixels"))
    var maxDimension: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "At most this many squares of 32 x 32 pixels cover the output, as OpenAI counts. (default: no limit)",
            valueName: "count"))
    var maxPatches: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The shorter side has at least this many pixels, or the image fails: nothing is enlarged, and no --max-bytes makes "
                + "it smaller. (default: no limit)", valueName: "pixels"))
    var minDimension: Int?

    @Option(
        help: ArgumentHelp(
            "The format to write. (default: auto, the input's, unless --max-bytes makes a PNG a JPEG)",
            valueName: "auto|jpeg|png"))
    var format: String?

    @Option(
        help: ArgumentHelp("Convert to sRGB, or keep pixels and profile. (default: srgb)", valueName: "srgb|keep"))
    var color: String?

    @Option(
        help: ArgumentHelp(
            "What to do with a PNG's bare gAMA and cHRM. (default: ignore)", valueName: "ignore|honor"))
    var gamma: String?

    @Option(
        help: ArgumentHelp(
            "Tone map PQ and HLG to sRGB, or refuse such an image. (default: map)", valueName: "map|refuse"))
    var hdr: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The most pixels an input may have. (default: \(defaults.inputLimits.pixels))", valueName: "count"))
    var inputMaxPixels: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The most bytes an input may have. (default: \(defaults.inputLimits.inputBytes >> 30)GiB)",
            valueName: "size"))
    var inputMaxBytes: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The most memory that one image may need. (default: \(defaults.inputLimits.workingMemoryBytes >> 30)GiB)",
            valueName: "size"))
    var inputMaxMemory: String?

    func validate() throws {
        _ = try options()
    }

    /// Nil where nothing was asked for.
    func inputMaxMemoryBytes() throws -> Int? { try parseSize("--input-max-memory", inputMaxMemory) }

    private func presetOptions() throws -> PrepareOptions {
        let preset = try self.preset.map(namedPreset) ?? .clarifai
        let fit: ServicePreset.Fit = try choice("--fit", self.fit) ?? .limits
        if fit == .recommended, preset.recommendedLongEdge == nil {
            let others = ServicePreset.all.filter { $0.recommendedLongEdge != nil }.map(\.name)
            throw ValidationError(
                "--fit recommended needs a preset that recommends a long edge, such as \(others.joined(separator: ", ")); "
                    + "\(preset.name) does not.")
        }
        return PrepareOptions(for: preset, fit: fit)
    }

    /// The preset's options, or the defaults, with what was asked for on top.
    func options() throws -> PrepareOptions {
        var options = try presetOptions()
        try set(&options.maxBytes, parseSize("--max-bytes", maxBytes))
        try set(&options.maxPixels, checked("--max-pixels", maxPixels, in: 1...Int.max))
        try set(&options.maxDimension, checked("--max-dimension", maxDimension, in: 1...Int.max))
        try set(&options.minDimension, checked("--min-dimension", minDimension, in: 1...Int.max))
        try set(&options.maxPatches, checked("--max-patches", maxPatches, in: 1...Int.max))
        if let least = options.minDimension, let most = options.maxDimension, least > most {
            throw ValidationError("--min-dimension \(least) is more than --max-dimension \(most).")
        }
        try set(&options.format, choice("--format", format))
        try set(&options.color, choice("--color", color))
        try set(&options.gamma, choice("--gamma", gamma))
        try set(&options.highDynamicRange, choice("--hdr", hdr))
        try set(&options.inputLimits.pixels, checked("--input-max-pixels", inputMaxPixels, in: 1...Int.max))
        try set(&options.inputLimits.inputBytes, parseSize("--input-max-bytes", inputMaxBytes))
        try set(&options.inputLimits.workingMemoryBytes, inputMaxMemoryBytes())
        return options
    }
}
#endif
