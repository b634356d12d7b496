extension ImageFormat {
    /// PNG: all color types and depths; of an animated one the default image.
    public static let png = ImageFormat(name: "png")
}

/// The room of PNG.
enum PNGFormat: InputFormat {
    static let descriptor = FormatDescriptor(
        format: .png, displayName: "PNG", fileExtensions: ["png"], mediaType: "image/png",
        // The rest of the eight bytes tells what a transfer did to the file, which the parser says.
        signatures: [FormatSignature([0x89, 0x50, 0x4E, 0x47])], keepsNamedColors: true, otherExtensions: ["apng"])

    static func parse(
        _ file: Span<UInt8>, limits: InputLimits, copied: CopiedImageData?
    ) throws(ImagePrepError) -> Inspection {
        var parser = PNGParser(limits: limits)
        return try parser.inspect(file)
    }
}
