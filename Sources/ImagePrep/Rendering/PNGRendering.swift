internal import CImageCodecs

/// One decoded PNG on its way to a PNG below the budget: as it is, compressed harder, smaller.
struct PNGRendering {
    let options: PrepareOptions
    let structure: PNGStructure
    let orientation: Orientation
    let pixels: PNGPixels
    /// Where the colours are not sRGB.
    let converter: ColorConverter?
    private var encodes = 0
    private var smallest = Int.max
    /// Bytes of the last attempt, which says more about the next than the smallest of all does.
    private var latest = Int.max

    init(
        options: PrepareOptions, structure: PNGStructure, orientation: Orientation, pixels: PNGPixels,
        converter: ColorConverter? = nil
    ) {
        self.options = options
        self.structure = structure
        self.orientation = orientation
        self.pixels = pixels
        self.converter = converter
    }

    mutating func render(
        _ input: Span<UInt8>, _ plan: Plan, _ context: inout CodecContext, _ stages: inout StageClock,
        _ workspace: inout Workspace
    ) throws(ImagePrepError) -> RouteOutput {
        var size = plan.targetSize
        while true {
            let isExact = size == orientation.upright(structure.header.size)
            let made =
                isExact && keepsRaster
                ? try exact(input, &context, workspace.png)
                : try resized(to: size, &context, &stages, &workspace)
            stages.finish(.encode)
            if var made {
                made.encodes = encodes
                if size != plan.targetSize {
                    made.reason = "\(plan.reason); smaller, as \(smallest) bytes are not below \(options.maxBytes)"
                }
                return made
            }
            size = try smaller(than: size)
        }
    }

    /// Whether the raster can be written as it was decoded: colours of a palette are converted beside it.
    private var keepsRaster: Bool { converter == nil || structure.header.colorType == 3 }

    /// The samples as they are, turned; palette indices stay palette indices.
    private mutating func exact(
        _ input: Span<UInt8>, _ context: inout CodecContext, _ codec: PNGCodec
    ) throws(ImagePrepError) -> RouteOutput? {
        var chunks = PNGLeadingChunks(options: options, converter: converter)
        try chunks.collect(input, structure, largestIndex: structure.header.colorType == 3 ? codec.largestIndex() : 0)
        let header = structure.header
        let settings = PNGEncoding(orientation: orientation, chunks: chunks.writer.bytes)
        let bytes = try belowBudget(settings, codec) { (settings) throws(ImagePrepError) in
            try codec.encodeRaster(header, settings, &context)
        }
        guard let bytes else { return nil }
        var output = RouteOutput(
            bytes: bytes, format: .png, size: orientation.upright(header.size), isLossless: converter == nil)
        output.keptMetadata = chunks.kept
        output.warnings = chunks.warnings
        return output
    }

    private mutating func resized(
        to size: PixelSize, _ context: inout CodecContext, _ stages: inout StageClock, _ workspace: inout Workspace
    ) throws(ImagePrepError) -> RouteOutput? {
        let codec = workspace.png
        let stored = orientation.inverse.upright(size)
        var buffer: PixelBuffer
        if stored == structure.header.size {
            buffer = try pixels.expanded(codec)
            stages.finish(.decode)
        } else {
            buffer = try pixels.resampled(codec, to: stored, filter: options.filter, using: &workspace.resamplers.first)
            stages.finish(.resize)
        }
        if let converter, structure.header.colorType != 3 {
            try converter.convert(&buffer, cancellation: workspace.cancellation)
            stages.finish(.color)
        }
        let bytes = try belowBudget(PNGEncoding(orientation: orientation), codec) { (settings) throws(ImagePrepError) in
            try codec.encode(buffer, settings, &context)
        }
        return bytes.map { RouteOutput(bytes: $0, format: .png, size: size, isLossless: false) }
    }

    /// Encodes, and once more with all effort where a sample says that this is enough. Nil where it is not.
    private mutating func belowBudget(
        _ settings: PNGEncoding, _ codec: PNGCodec, encode: (PNGEncoding) throws(ImagePrepError) -> [UInt8]
    ) throws(ImagePrepError) -> [UInt8]? {
        let first = try encode(settings)
        note(first.count)
        guard first.count >= options.maxBytes else { return first }
        // The sample is a sample: 1 % too hopeful costs an encode, 1 % too hopeless the picture's size.
        guard Double(first.count) * codec.gainOfEffort() < Double(options.maxBytes) * 1.01 else { return nil }
        var settings = settings
        settings.effort = IP_PNG_SMALL
        let second = try encode(settings)
        note(second.count)
        return second.count < options.maxBytes ? second : nil
    }

    private mutating func note(_ byteCount: Int) {
        encodes += 1
        latest = byteCount
        smallest = min(smallest, byteCount)
    }

    /// The next size to try. Bytes go with pixels, roughly; what is missing for that the next round makes up for.
    private func smaller(than size: PixelSize) throws(ImagePrepError) -> PixelSize {
        guard size.longestSide > 1 else { throw .budgetUnreachable(budget: options.maxBytes, smallest: smallest) }
        let factor = min(0.95, (Double(options.maxBytes) / Double(latest)).squareRoot() * 0.98)
        let longest = max(1, min(size.longestSide - 1, Int(Double(size.longestSide) * factor)))
        let scale = Double(longest) / Double(size.longestSide)
        return PixelSize(
            width: max(1, Int((Double(size.width) * scale).rounded())),
            height: max(1, Int((Double(size.height) * scale).rounded())))
    }
}
