#if TIFF
extension ImageFormat {
    /// TIFF and BigTIFF: of several pages the first.
    public static let tiff = ImageFormat(name: "tiff")
}

/// The room of TIFF. Such files are read and never written.
enum TIFFFormat: InputFormat {
    static let descriptor = FormatDescriptor(
        format: .tiff, displayName: "TIFF", fileExtensions: ["tif", "tiff"], mediaType: "image/tiff",
        signatures: [
            FormatSignature([0x49, 0x49, 42, 0]), FormatSignature([0x4D, 0x4D, 0, 42]),
            FormatSignature([0x49, 0x49, 43, 0]), FormatSignature([0x4D, 0x4D, 0, 43]),
        ])

    static func parse(
        _ file: Span<UInt8>, limits: InputLimits, copied: CopiedImageData?
    ) throws(ImagePrepError) -> Inspection {
        var parser = try TIFFParser(file, limits: limits)
        return try parser.inspect(file)
    }
}
#endif
