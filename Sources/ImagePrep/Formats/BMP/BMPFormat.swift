extension ImageFormat {
    /// BMP: Windows bitmaps of 1 to 32 bits a pixel, plain, run-length coded or with channel masks.
    public static let bmp = ImageFormat(name: "bmp")
}

/// The room of BMP. Such files are read and never written.
enum BMPFormat: InputFormat {
    static let descriptor = FormatDescriptor(
        format: .bmp, displayName: "BMP", fileExtensions: ["bmp"], mediaType: "image/bmp",
        // Two letters are too few to tell: the size of the header that follows is below 256 too.
        signatures: [FormatSignature([0x42, 0x4D] + [UInt8?](repeating: nil, count: 13) + [0, 0, 0])],
        otherExtensions: ["dib"])

    static func parse(
        _ file: Span<UInt8>, limits: InputLimits, copied: CopiedImageData?
    ) throws(ImagePrepError) -> Inspection {
        var parser = BMPParser(limits: limits)
        return try parser.inspect(file)
    }
}
