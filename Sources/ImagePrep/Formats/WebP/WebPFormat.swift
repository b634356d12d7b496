#if WebP
extension ImageFormat {
    /// WebP: lossy and lossless; of an animated one the first frame.
    public static let webp = ImageFormat(name: "webp")
}

/// The room of WebP.
enum WebPFormat: InputFormat {
    static let descriptor = FormatDescriptor(
        format: .webp, displayName: "WebP", fileExtensions: ["webp"], mediaType: "image/webp",
        signatures: [FormatSignature(Array("WEBP".utf8), at: 8)])

    static func parse(
        _ file: Span<UInt8>, limits: InputLimits, copied: CopiedImageData?
    ) throws(ImagePrepError) -> Inspection {
        var parser = WebPParser(limits: limits)
        return try parser.inspect(file)
    }
}
#endif
