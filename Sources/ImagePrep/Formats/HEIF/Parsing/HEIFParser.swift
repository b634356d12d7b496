#if HEIF
/// One walk over the boxes of a HEIC or AVIF file. What belongs to the primary item's picture is found and checked; what
/// does not is counted as metadata and never looked into.
///
/// Source of the rules: ISO/IEC 14496-12:2022, ISO/IEC 23008-12:2022 (HEIF), ISO/IEC 23000-22 (MIAF), AV1 Image File Format 1.1.
struct HEIFParser {
    let limits: InputLimits
    var boxCount = 0
    var hasMeta = false
    var hasSequence = false
    var primary: Int?
    var items: [Int: HEIFItem] = [:]
    var properties: [HEIFProperty] = []
    var references: [HEIFReference] = []
    /// Of `idat`.
    var itemData: Range<Int>?
    /// Payloads of `mdat`.
    var mediaData: [Range<Int>] = []
    /// Parameter sets that were read already, by where they begin.
    var readForms: [Int: HEIFStream] = [:]
    /// What lies beside the picture, in any order.
    var stretches: [HEIFStretch] = []
    var metadata: [MetadataItem] = []
    var warnings: [String] = []

    init(limits: InputLimits) { self.limits = limits }

    mutating func inspect(_ input: Span<UInt8>) throws(ImagePrepError) -> Inspection {
        try walk(input)
        guard hasMeta else { throw missingMeta() }
        guard let primary else {
            if hasSequence { throw Self.sequenceOnly }
            throw .malformed("a HEIF file that does not say which item is its picture (pitm)")
        }
        return try inspection(input, primary: primary)
    }

    private static let sequenceOnly = ImagePrepError.unsupported(
        feature: "An image sequence without a still picture", advice: "extract a frame as JPEG or PNG first")

    private func missingMeta() -> ImagePrepError {
        hasSequence ? Self.sequenceOnly : .truncated("a HEIF file without the list of its items (meta)")
    }

    private mutating func walk(_ input: Span<UInt8>) throws(ImagePrepError) {
        var position = 0
        // The list of items comes first or last; what it needs to know of others is found on the way.
        var meta: Range<Int>?
        while position < input.count {
            guard let box = HEIFBox(input, at: position, end: input.count) else {
                let trailer = Trailer.item(input, position..<input.count)
                stretches.append(
                    HEIFStretch(range: position..<input.count, kind: trailer.kind, detail: trailer.detail))
                break
            }
            try countBox()
            if box.type == .meta, meta == nil {
                guard box.missing == 0 else {
                    throw .truncated(
                        "the file ends within the list of its items, \(box.missing.formattedByteCount) early")
                }
                meta = box.payload
            } else {
                try readTopLevel(box)
            }
            position = box.range.upperBound
        }
        if let meta { try readMeta(input, meta) }
    }

    mutating func countBox() throws(ImagePrepError) {
        boxCount += 1
        try HEIFLimit.check(boxCount, HEIFLimit.boxes)
    }

    private mutating func readTopLevel(_ box: HEIFBox) throws(ImagePrepError) {
        switch box.type {
        case .ftyp: break
        case .mdat: mediaData.append(box.payload)
        case .moov:
            hasSequence = true
            note(box, .animation)
        case .free, .skip: if box.range.count > 8 { note(box, .fillBytes) }
        case .mpvd: note(box, .motionPhoto)
        case .mini:
            throw .unsupported(feature: "A HEIF file with a minimized list of items (mini)", advice: "convert it first")
        default: note(box, .unknown)
        }
        guard box.missing > 0, box.type != .mdat else { return }
        warnings.append("The file ends within a box \(box.type), \(box.missing.formattedByteCount) early.")
    }

    private mutating func note(_ box: HEIFBox, _ kind: MetadataKind) {
        stretches.append(HEIFStretch(range: box.range, kind: kind, detail: "box \(box.type)"))
    }
}
#endif
