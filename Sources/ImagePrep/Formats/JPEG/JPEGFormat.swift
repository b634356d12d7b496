extension ImageFormat {
    /// JPEG: sequential and progressive, Huffman and arithmetic, 8 bits.
    public static let jpeg = ImageFormat(name: "jpeg")
}

/// The room of JPEG.
enum JPEGFormat: InputFormat {
    static let descriptor = FormatDescriptor(
        format: .jpeg, displayName: "JPEG", fileExtensions: ["jpg", "jpeg", "jpe", "jfif"], mediaType: "image/jpeg",
        signatures: [FormatSignature([0xFF, 0xD8])], otherExtensions: ["mpo", "jps"])

    static func parse(
        _ file: Span<UInt8>, limits: InputLimits, copied: CopiedImageData?
    ) throws(ImagePrepError) -> Inspection {
        var parser = JPEGParser(limits: limits)
        if let copied, let original = copied.original as? JPEGStructure {
            for (offset, scan) in zip(copied.offsets, original.scans) { parser.knownScans[offset] = scan }
        }
        return try parser.inspect(file)
    }
}
