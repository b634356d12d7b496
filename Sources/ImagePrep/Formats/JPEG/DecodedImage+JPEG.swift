extension JPEGStructure {
    package func decodedImage(
        of file: Span<UInt8>, upon background: PrepareOptions.BackgroundColor, limits: InputLimits
    ) throws(ImagePrepError) -> DecodedImage {
        var options = PrepareOptions()
        options.inputLimits = limits
        let inspection = try Inspector(limits: limits).inspect(file)
        guard inspection.colorModel != .cmyk, inspection.colorModel != .ycck else {
            throw .unsupported(feature: "Drawing on CMYK", advice: "prepare the image first, which makes it sRGB")
        }
        let source = JPEGPixelSource(self, inspection.colorModel, inks: nil, in: PreparationContext(options))
        return try DecodedImage(reading: source, of: file, upon: background)
    }
}
