#if CommandLineTool
internal import ArgumentParser
internal import ImagePrep

/// How an output is made where an image cannot be copied; typed as `OutputArguments` are.
struct EncodingArguments: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "JPEG quality where an image has to be encoded, 1...100. (default: the source's at its own size, else 90 or "
                + "the source's)",
            valueName: "quality"))
    var quality: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The lowest JPEG quality that --max-bytes may force, 1...100. (default: \(PrepareOptions().minQuality))",
            valueName: "quality"))
    var minQuality: Int?

    @Option(
        help: ArgumentHelp(
            "Chroma of a JPEG that has to be encoded. (default: keep)", valueName: "keep|444|422|420"))
    var subsampling: String?

    @Flag(help: "Make a JPEG that has to be encoded progressive.")
    var progressive = false

    @Option(
        help: ArgumentHelp(
            "What makes an image smaller. (default: lanczos3)", valueName: "lanczos3|catmull-rom|bilinear|box"))
    var filter: String?

    @Option(
        help: ArgumentHelp("What is behind transparent pixels of a JPEG. (default: FFFFFF)", valueName: "RRGGBB"))
    var background: String?

    @Option(
        help: ArgumentHelp(
            "What to do at edges that no lossless turn can move. (default: exact)", valueName: "exact|trim"))
    var edges: String?

    @Option(
        help: ArgumentHelp(
            "What to do with an input that is cut short. (default: refuse)", valueName: "refuse|render"))
    var truncated: String?

    @Option(
        help: ArgumentHelp(
            "Whether to decode a JPEG that is copied too, which finds missing rows. (default: container)",
            valueName: "container|image-data"))
    var check: String?

    func validate() throws {
        _ = try applied(to: PrepareOptions())
    }

    /// `options` with what was asked for on top.
    func applied(to options: PrepareOptions) throws -> PrepareOptions {
        var options = options
        try set(&options.quality, checked("--quality", quality, in: 1...100))
        try set(&options.minQuality, checked("--min-quality", minQuality, in: 1...100))
        if let quality, let minQuality, quality < minQuality {
            throw ValidationError("--quality \(quality) is lower than --min-quality \(minQuality).")
        }
        try set(&options.subsampling, choice("--subsampling", subsampling))
        options.progressive = progressive
        try set(&options.filter, choice("--filter", filter))
        try set(&options.background, background.map(parseColor))
        try set(&options.edges, choice("--edges", edges))
        try set(&options.truncated, choice("--truncated", truncated))
        try set(&options.inputCheck, choice("--check", check))
        return options
    }
}
#endif
