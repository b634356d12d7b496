extension ImageFormat {
    /// GIF: of an animated one the first frame.
    public static let gif = ImageFormat(name: "gif")
}

/// The room of GIF.
enum GIFFormat: InputFormat {
    static let descriptor = FormatDescriptor(
        format: .gif, displayName: "GIF", fileExtensions: ["gif"], mediaType: "image/gif",
        // The rest of the six bytes is the version, of which the parser says if nobody knows it.
        signatures: [FormatSignature(Array("GIF8".utf8))])

    static func parse(
        _ file: Span<UInt8>, limits: InputLimits, copied: CopiedImageData?
    ) throws(ImagePrepError) -> Inspection {
        var parser = GIFParser(limits: limits)
        return try parser.inspect(file)
    }
}
