/// One walk over the segments of a JPEG file, strict where a decoder would fail: what passes can be copied without decoding.
///
/// Source of the rules: ITU-T T.81, annex B; where decoders are more lenient or stricter, libjpeg-turbo's behaviour decides.
struct JPEGParser {
    let limits: InputLimits
    var segments: [JPEGStructure.Segment] = []
    var scans: [JPEGStructure.Scan] = []
    var frame: JPEGStructure.Frame?
    var tables = JPEGTables()
    var restartInterval = 0
    var firstRestartInterval = 0
    /// Whether the first scan has all components of the frame.
    var isFirstScanWhole = false
    var adobeTransform: Int?
    var hasJFIF = false
    var adobeSegment: Int?
    /// Of the bytes behind the Adobe segment that counts, in `metadata`.
    var adobeExtraItem: Int?
    var strayByteCount = 0
    var endOfImage: Int?
    var iccParts: [Range<Int>] = []
    var exifPayloads: [Range<Int>] = []
    var xmpPayloads: [Range<Int>] = []
    var metadata: [MetadataItem] = []
    var warnings: [String] = []
    var recodingReasons: [JPEGRecodingReason] = []
    var corrections: [JPEGCorrection] = []
    var hasExtendedTables = false
    var coverage = JPEGCoverage(componentCount: 0)
    /// By component: the quantization table that its first scan found, which stays the component's.
    var latchedTables: [Int: Range<Int>] = [:]
    var decodeWork = 0
    /// Of the scan at hand: fewer cannot hold it.
    var leastScanBits = 0
    var knownScans: [Int: JPEGStructure.Scan] = [:]

    init(limits: InputLimits) { self.limits = limits }

    mutating func inspect(_ input: Span<UInt8>) throws(ImagePrepError) -> Inspection {
        try walk(input)
        guard let frame else { throw .malformed("a JPEG without a frame header (SOF)") }
        guard !scans.isEmpty else { throw .malformed("a JPEG without a scan (SOS)") }
        let end = endOfImage ?? input.count
        if endOfImage == nil {
            recodingReasons.append(.missingEndOfImage)
            warnings.append("The end-of-image marker is missing: the file may have been cut short.")
        }
        addTrailer(input, from: end)
        correctAdobeTransform(input, frame)
        correctIdentifiers(input, frame)
        corrections.sort { $0.offset < $1.offset }
        warnOfUnrefinedComponents()
        let structure = JPEGStructure(
            segments: segments, frame: frame, scans: scans, restartInterval: firstRestartInterval,
            adobeTransform: adobeTransform, hasJFIF: hasJFIF, endOfImage: endOfImage, trailing: end..<input.count,
            strayByteCount: strayByteCount, iccParts: iccParts, exifPayloads: exifPayloads,
            recodingReasons: recodingReasons, corrections: corrections,
            hasExtendedTables: hasExtendedTables, absentComponents: coverage.absentComponents)
        return try inspection(input, structure)
    }

    /// Viewers show such a picture, less sharp than it was meant to be, so it is no error.
    private mutating func warnOfUnrefinedComponents() {
        guard endOfImage != nil else { return }
        for index in coverage.unrefinedComponents {
            warnings.append(
                "The last of \(scans.count) scans leaves component \(index + 1) unrefined: the file may have been cut short."
            )
        }
    }

    /// From SOI to EOI, or to the file's end where EOI is missing.
    private mutating func walk(_ input: Span<UInt8>) throws(ImagePrepError) {
        var position = 2
        while let marker = try nextMarker(input, &position) {
            switch marker {
            case 0xD9:
                endOfImage = position
                return
            case 0xD8:
                throw .malformed("a second start-of-image marker at byte \(position - 2)")
            case 0xD0...0xD7, 0x01:
                // A restart marker outside of a scan, or TEM: no payload, and no business here.
                strayByteCount += 2
            default:
                try segment(input, marker, &position)
            }
        }
    }

    /// Leaves `position` behind the marker byte. Bytes that belong to no segment are counted, as libjpeg skips them.
    private mutating func nextMarker(_ input: Span<UInt8>, _ position: inout Int) throws(ImagePrepError) -> UInt8? {
        var strays = 0
        while position < input.count, input[position] != 0xFF || position + 1 < input.count && input[position + 1] == 0
        {
            position += 1
            strays += 1
        }
        var fillBytes = -1
        while position < input.count, input[position] == 0xFF {
            position += 1
            fillBytes += 1
        }
        if strays > 0 { noteStrays(strays, before: position) }
        if fillBytes > 0 {
            strayByteCount += fillBytes
            metadata.append(MetadataItem(kind: .fillBytes, byteCount: fillBytes))
        }
        guard position < input.count else { return nil }
        position += 1
        return input[position - 1]
    }

    private mutating func noteStrays(_ count: Int, before position: Int) {
        strayByteCount += count
        metadata.append(MetadataItem(kind: .unknown, byteCount: count, detail: "bytes between segments"))
        recodingReasons.append(.garbage(byteCount: count, before: position))
    }

    private mutating func segment(
        _ input: Span<UInt8>, _ marker: UInt8, _ position: inout Int
    ) throws(ImagePrepError) {
        let start = position - 2
        guard let length = input.bigEndian16(at: position) else {
            throw .truncated("it ends within the segment at byte \(start)")
        }
        // libjpeg skips nothing then, and goes on behind the two bytes.
        if length < 2, marker >= 0xE0, marker <= 0xEF || marker == 0xFE {
            position += 2
            return noteStrays(4, before: position)
        }
        guard length >= 2 else {
            throw .malformed("the segment at byte \(start) says that it has a length of \(length.formattedByteCount)")
        }
        let end = position + length
        guard end <= input.count else {
            throw .truncated("the segment at byte \(start) ends \((end - input.count).formattedByteCount) early")
        }
        let payload = position + 2..<end
        try limits.check(.segments, segments.count + 1)
        segments.append(JPEGStructure.Segment(marker: marker, range: start..<end, payload: payload, metadata: nil))
        position = end
        try read(input, marker, payload)
        if marker == 0xDA { position = try scanEntropy(input, from: end) }
    }

    private mutating func read(
        _ input: Span<UInt8>, _ marker: UInt8, _ payload: Range<Int>
    ) throws(ImagePrepError) {
        switch marker {
        case 0xC4: try tables.readHuffman(input, payload)
        case 0xCC: try tables.readArithmeticConditioning(input, payload)
        case 0xDB: try tables.readQuantization(input, payload)
        case 0xDD: try readRestartInterval(input, payload)
        case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF: try readFrame(input, marker, payload)
        case 0xDA: try readScan(input, payload)
        case 0xDC: noteMetadata(.unknown, "DNL")
        case 0xF7, 0xF8:
            throw .unsupported(feature: "JPEG-LS", advice: "convert it to a baseline JPEG or a PNG first")
        case 0xE0...0xEF: readApplication(input, marker, payload)
        case 0xFE: noteMetadata(.comment)
        default: throw .malformed("the marker FF \(String(marker, radix: 16, uppercase: true)) has no place in a JPEG")
        }
    }

    private mutating func readRestartInterval(_ input: Span<UInt8>, _ payload: Range<Int>) throws(ImagePrepError) {
        guard payload.count == 2, let interval = input.bigEndian16(at: payload.lowerBound) else {
            throw .malformed("a restart interval (DRI) of \(payload.count.formattedByteCount) where 2 belong")
        }
        restartInterval = interval
    }

    /// Marks the segment read last as metadata.
    mutating func noteMetadata(_ kind: MetadataKind, _ detail: String = "") {
        guard let last = segments.indices.last else { return }
        segments[last].metadata = kind
        metadata.append(MetadataItem(kind: kind, byteCount: segments[last].range.count, detail: detail))
    }
}
