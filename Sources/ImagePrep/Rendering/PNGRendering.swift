internal import CImageCodecs

/// One decoded PNG on its way to a PNG below the budget: as it is, compressed harder, as a JPEG, smaller.
struct PNGRendering {
    let options: PrepareOptions
    let picture: PNGPicture
    private var budget: PNGBudget

    init(options: PrepareOptions, picture: PNGPicture) {
        self.options = options
        self.picture = picture
        budget = PNGBudget(options)
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
            size = try budget.smaller(than: size)
        }
    }

    private func output(_ made: RouteOutput, _ size: PixelSize, _ plan: Plan) -> RouteOutput {
        var output = made
        output.encodes = budget.encodes
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
        output.encodes += budget.encodes
        output.reason =
            "\(plan.reason); JPEG, as the smallest PNG that keeps every pixel has \(budget.smallest) bytes and "
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
        let bytes = try budget.encode(settings, codec) { (settings) throws(ImagePrepError) in
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
        let bytes = try budget.encode(settings, codec) { (settings) throws(ImagePrepError) in
            try codec.encode(buffer, settings, &context)
        }
        return bytes.map { RouteOutput(bytes: $0, format: .png, size: size, isLossless: false) }
    }
}
