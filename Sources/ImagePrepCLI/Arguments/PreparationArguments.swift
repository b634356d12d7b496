#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep

/// The options that say what the output shall be; `prepare`, `plan`, `verify` and `benchmark` share them.
struct PreparationArguments: ParsableArguments {
    @Option(help: ArgumentHelp("The output is smaller than this: bytes, 20MB or 512KiB.", valueName: "size"))
    var maxBytes: ByteCount?

    @Option(help: ArgumentHelp("The output has at most this many pixels.", valueName: "count"))
    var maxPixels: Int?

    @Option(help: ArgumentHelp("The longer side has at most this many pixels.", valueName: "pixels"))
    var maxDimension: Int?

    @Option(help: ArgumentHelp("The lowest JPEG quality that --max-bytes may force, 1...100.", valueName: "quality"))
    var minQuality: Int?

    @Option(help: "The format to write.")
    var format: PrepareOptions.OutputFormat?

    @Option(help: ArgumentHelp("JPEG quality where an image has to be encoded, 1...100.", valueName: "quality"))
    var quality: Int?

    @Option(help: ArgumentHelp("Chroma of a JPEG that has to be encoded.", valueName: "kind"))
    var subsampling: PrepareOptions.Subsampling?

    @Flag(help: "Make a JPEG that has to be encoded progressive.")
    var progressive = false

    @Option(help: "What an image is made smaller with.")
    var filter: ResizeFilter?

    @Option(help: ArgumentHelp("Convert to sRGB, or keep the pixels and the profile.", valueName: "policy"))
    var color: PrepareOptions.ColorPolicy?

    @Option(help: ArgumentHelp("What to do with a PNG's bare gAMA and cHRM.", valueName: "policy"))
    var gamma: PrepareOptions.GammaPolicy?

    @Option(help: ArgumentHelp("What is behind transparent pixels of a JPEG, as RRGGBB.", valueName: "color"))
    var background: PrepareOptions.BackgroundColor?

    @Option(help: ArgumentHelp("What to do at edges that no lossless turn can move.", valueName: "policy"))
    var edges: PrepareOptions.EdgePolicy?

    @Option(help: ArgumentHelp("What to do with an input that is cut short.", valueName: "policy"))
    var truncated: PrepareOptions.TruncationPolicy?

    @Option(help: ArgumentHelp("The most pixels an input may have.", valueName: "count"))
    var inputMaxPixels: Int?

    @Option(help: ArgumentHelp("The most bytes an input may have.", valueName: "size"))
    var inputMaxBytes: ByteCount?

    func validate() throws {
        try check(maxPixels, "--max-pixels", in: 1...Int.max)
        try check(maxDimension, "--max-dimension", in: 1...Int.max)
        try check(minQuality, "--min-quality", in: 1...100)
        try check(quality, "--quality", in: 1...100)
        try check(inputMaxPixels, "--input-max-pixels", in: 1...Int.max)
    }

    private func check(_ value: Int?, _ name: String, in range: ClosedRange<Int>) throws {
        guard let value, !range.contains(value) else { return }
        let bound =
            range.upperBound == Int.max ? "at least \(range.lowerBound)" : "\(range.lowerBound)...\(range.upperBound)"
        throw ValidationError("\(name) is \(bound), not \(value).")
    }

    /// The defaults with what was asked for on top.
    func options() throws -> PrepareOptions {
        var options = PrepareOptions()
        if let maxBytes { options.maxBytes = maxBytes.value }
        if let maxPixels { options.maxPixels = maxPixels }
        if let maxDimension { options.maxDimension = maxDimension }
        if let minQuality { options.minQuality = minQuality }
        if let format { options.format = format }
        if let quality { options.quality = quality }
        if let subsampling { options.subsampling = subsampling }
        options.progressive = progressive
        if let filter { options.filter = filter }
        if let color { options.color = color }
        if let gamma { options.gamma = gamma }
        if let background { options.background = background }
        if let edges { options.edges = edges }
        if let truncated { options.truncated = truncated }
        if let inputMaxPixels { options.inputLimits.pixels = inputMaxPixels }
        if let inputMaxBytes { options.inputLimits.inputBytes = inputMaxBytes.value }
        return options
    }
}
#endif
