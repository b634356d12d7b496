internal import CImageCodecs

/// One decoded PNG on its way to a PNG below the budget: as it is, compressed harder, as a JPEG, smaller.
struct PNGRendering {
    let options: PrepareOptions
    let picture: PNGPicture
    private var encodes = 0
    private var smallest = Int.max
    /// Bytes of the last attempt, which says more about the next than the smallest of all does.
    private var latest = Int.max

    init(options: PrepareOptions, picture: PNGPicture) {
        self.options = options
        self.picture = picture
    }

    mutating func render(
        _ plan: Plan, _ context: inout CodecContext, _ stages: inout StageClock, _ workspace: inout Workspace
    ) throws(ImagePrepError) -> RouteOutput {
        var size = plan.targetSize
        while true {
            let made =
                picture.isExact(size)
                ? try exact(&context, workspace.png)
                : try resized(to: size, &context, &stages, &workspace)
            stages.finish(.encode)
            if let made { return output(made, size, plan) }
            if options.format == .auto, try PNGPixels(picture, workspace.png).isOpaque() {
                return try asJPEG(plan, &stages, &workspace)
            }
            size = try smaller(than: size)
        }
    }

    private func output(_ made: RouteOutput, _ size: PixelSize, _ plan: Plan) -> RouteOutput {
        var output = made
        output.encodes = encodes
        output.keptMetadata = picture.keptMetadata
        guard size != plan.targetSize else { return output }
        output.reason = "\(plan.reason); smaller, as its pixels are see-through and \(options.maxBytes) bytes "
        output.reason? += "are too few for all of them"
        return output
    }

    private func asJPEG(
        _ plan: Plan, _ stages: inout StageClock, _ workspace: inout Workspace
    ) throws(ImagePrepError) -> RouteOutput {
        var output = try PNGToJPEGRendering(options, picture).render(plan, &stages, &workspace)
        output.encodes += encodes
        output.reason = "\(plan.reason); JPEG, as the smallest PNG that keeps every pixel has \(smallest) bytes and "
        output.reason? += "\(options.maxBytes) are too many"
        return output
    }

    /// The samples as they are, turned; palette indices stay palette indices.
    private mutating func exact(
        _ context: inout CodecContext, _ codec: PNGCodec
    ) throws(ImagePrepError) -> RouteOutput? {
        let header = picture.structure.header
        var chunks = PNGLeadingChunks(picture.colorChunks)
        chunks.collect(picture, largestIndex: picture.palette == nil ? 0 : codec.largestIndex())
        let settings = PNGEncoding(orientation: picture.orientation, chunks: chunks.writer.bytes)
        let bytes = try belowBudget(settings, codec) { (settings) throws(ImagePrepError) in
            try codec.encodeRaster(header, settings, &context)
        }
        guard let bytes else { return nil }
        let size = picture.orientation.upright(header.size)
        var output = RouteOutput(bytes: bytes, format: .png, size: size, isLossless: picture.colorWords == nil)
        output.warnings = chunks.warnings
        return output
    }

    private mutating func resized(
        to size: PixelSize, _ context: inout CodecContext, _ stages: inout StageClock, _ workspace: inout Workspace
    ) throws(ImagePrepError) -> RouteOutput? {
        let codec = workspace.png
        var buffer = try PNGPixels(picture, codec).resampled(
            to: picture.orientation.inverse.upright(size), filter: options.filter, using: &workspace.resamplers.first)
        stages.finish(.resize)
        if let converter = picture.converter {
            try converter.convert(&buffer, cancellation: workspace.cancellation)
            stages.finish(.color)
        }
        let settings = PNGEncoding(orientation: picture.orientation, chunks: picture.colorChunks)
        let bytes = try belowBudget(settings, codec) { (settings) throws(ImagePrepError) in
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
