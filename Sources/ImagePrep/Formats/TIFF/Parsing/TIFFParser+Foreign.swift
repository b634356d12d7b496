#if TIFF
extension TIFFParser {
    /// Camera raw files are TIFFs too, and their first picture is a thumbnail as a rule.
    func refuseForeign(_ file: Span<UInt8>) throws(ImagePrepError) {
        if directory.entries[50706] != nil { throw raw("A DNG") }
        let isCanon = file.hasBytes("CR", at: 8) && !directory.isBig
        if isCanon || holdsSensorData(file, directory) { throw raw("A camera's raw file") }
        for offset in directory.integers(file, 330, most: 8) ?? [] {
            guard let other = TIFFDirectory(file, at: offset, like: directory) else { continue }
            if holdsSensorData(file, other) { throw raw("A camera's raw file") }
        }
        guard (directory.integer(file, 254) ?? 0) & 5 == 0, directory.integer(file, 255) != 2 else {
            throw .unsupported(feature: "A TIFF whose first page is a thumbnail or a mask", advice: Self.advice)
        }
    }

    /// What the picture is read by; a tag of these whose values are cut off is not a tag that was never there.
    private static let neededTags = [
        256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 284, 317, 320, 322, 323, 324, 325, 332, 338, 339, 347,
    ]

    func checkValuesAreThere() throws(ImagePrepError) {
        for tag in Self.neededTags {
            guard let entry = directory.entries[tag], entry.values == nil, entry.count > 0 else { continue }
            throw .truncated("the \(entry.count.formatted) values of its tag \(tag) are not within the file")
        }
    }

    private func raw(_ name: String) -> ImagePrepError {
        .unsupported(feature: name, advice: "export it as JPEG or TIFF with the program that develops it")
    }

    /// A color filter array, or what is linear before it is developed.
    private func holdsSensorData(_ file: Span<UInt8>, _ directory: TIFFDirectory) -> Bool {
        directory.entries[33421] != nil || [32803, 34892].contains(directory.integer(file, 262))
    }

    /// What is there beside the picture, by the tag; its bytes are counted as far as the file has them.
    mutating func noteMetadata(_ file: Span<UInt8>) {
        // Values may lie upon each other.
        var left = file.count
        for tag in directory.tags where !Self.pictureTags.contains(tag) {
            guard let entry = directory.entries[tag] else { continue }
            let byteCount = min(left, entry.byteCount)
            left -= byteCount
            let (kind, detail) = Self.kind(of: tag)
            metadata.append(MetadataItem(kind: kind, byteCount: byteCount, detail: detail))
        }
    }

    /// Other pages, thumbnails, and bytes that nothing refers to. Strips are padded, which is not worth a word.
    mutating func noteUnused(_ file: Span<UInt8>, _ structure: TIFFStructure) {
        guard !structure.chunks.isEmpty else { return }
        let pixels = structure.chunks.reduce(0) { $0 + $1.count }
        let entries = directory.entries.values.reduce(0) { $0 + $1.byteCount }
        let unused = file.count - pixels - entries - (directory.isBig ? 32 : 14)
        guard unused > structure.chunks.count + directory.entries.count else { return }
        metadata.append(MetadataItem(kind: .unknown, byteCount: unused, detail: "beside the first page"))
    }

    /// Baseline tags and those of the codings: what says how to read the picture.
    private static let pictureTags: Set<Int> = [
        254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 274, 277, 278, 279, 280, 281, 284, 288, 289, 290,
        291, 292,
        293, 301, 317, 318, 319, 320, 322, 323, 324, 325, 332, 334, 338, 339, 340, 341, 347, 512, 513, 514, 515, 517,
        518, 519,
        520, 521, 529, 530, 531, 532,
    ]

    private static let texts: [Int: String] = [
        269: "document name", 270: "description", 271: "maker", 272: "model", 285: "page name", 305: "software",
        315: "artist", 316: "host computer", 333: "ink names", 33432: "copyright",
    ]

    private static func kind(of tag: Int) -> (MetadataKind, String) {
        if let text = texts[tag] { return (.text, text) }
        switch tag {
        case 282, 283, 286, 287, 296: return (.physicalDimensions, "")
        case 306: return (.time, "")
        case 700: return (.xmp, "")
        case 33723: return (.iptc, "")
        case 34377: return (.application, "Photoshop")
        case 34665, 34853, 40965: return (.exif, "")
        case 34675: return (.iccProfile, "")
        default: return (.privateChunk, "tag \(tag)")
        }
    }
}
#endif
