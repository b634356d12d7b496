extension PNGStructure {
    package func decodedImage(
        of file: Span<UInt8>, upon background: PrepareOptions.BackgroundColor, limits: InputLimits
    ) throws(ImagePrepError) -> DecodedImage {
        var options = PrepareOptions()
        options.inputLimits = limits
        let inspection = try Inspector(limits: limits).inspect(file)
        let plan = Plan(.render(), targetSize: header.size, format: format)
        let picture = try openPixels(of: file, inspection, for: plan, in: PreparationContext(options))
        return try DecodedImage(reading: picture.source, of: file, upon: background)
    }
}
