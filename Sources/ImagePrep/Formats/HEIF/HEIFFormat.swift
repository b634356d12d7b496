#if HEIF
extension ImageFormat {
    /// HEIC and its kin: HEVC in a HEIF file; of a sequence the still picture.
    public static let heic = ImageFormat(name: "heic")
    /// AVIF: AV1 in a HEIF file; of a sequence the still picture.
    public static let avif = ImageFormat(name: "avif")
}

/// The room of HEIC, and of all HEIF files that do not say AVIF.
enum HEICFormat: InputFormat {
    static let descriptor = FormatDescriptor(
        format: .heic, displayName: "HEIC", fileExtensions: ["heic", "heif", "hif"], mediaType: "image/heic",
        signatures: signatures([
            "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "mif2", "mif3", "msf1", "vvic", "miaf",
        ]))

    static func parse(
        _ file: Span<UInt8>, limits: InputLimits, copied: CopiedImageData?
    ) throws(ImagePrepError) -> Inspection {
        var parser = HEIFParser(limits: limits)
        return try parser.inspect(file)
    }

    /// The brand stands behind the length and the type of the first box.
    static func signatures(_ brands: [StaticString]) -> [FormatSignature] {
        brands.map { brand in
            FormatSignature(Array("ftyp".utf8) + brand.withUTF8Buffer { unsafe Array($0) }, at: 4)
        }
    }
}

/// The room of AVIF; which codec a file has is told by its picture, not by its brand.
enum AVIFFormat: InputFormat {
    static let descriptor = FormatDescriptor(
        format: .avif, displayName: "AVIF", fileExtensions: ["avif"], mediaType: "image/avif",
        signatures: HEICFormat.signatures(["avif", "avis"]))

    static func parse(
        _ file: Span<UInt8>, limits: InputLimits, copied: CopiedImageData?
    ) throws(ImagePrepError) -> Inspection {
        try HEICFormat.parse(file, limits: limits, copied: copied)
    }
}
#endif
