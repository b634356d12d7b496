extension JPEGParser {
    /// Tells the APPn segments apart by the identifier they begin with.
    mutating func readApplication(_ input: Span<UInt8>, _ marker: UInt8, _ payload: Range<Int>) {
        func fits(_ identifier: StaticString) -> Bool {
            identifier.utf8CodeUnitCount <= payload.count && input.hasBytes(identifier, at: payload.lowerBound)
        }
        switch marker {
        case 0xE0 where fits("JFIF\0") && payload.count >= 14 && !hasJFIF && scans.isEmpty:
            readJFIF(input, payload)
        case 0xE0 where fits("JFXX\0"): noteMetadata(.jfxx)
        // The sixth byte is padding; some writers set it to 0xFF.
        case 0xE1
        where fits("Exif\0\0") || fits("Exif\0") && payload.count > 5 && input[payload.lowerBound + 5] == 0xFF:
            readExif(payload)
        case 0xE1 where fits("http://ns.adobe.com/xap/1.0/\0"): readXMP(payload)
        case 0xE1 where fits("http://ns.adobe.com/xmp/extension/\0"): noteMetadata(.extendedXMP)
        case 0xE2 where fits("ICC_PROFILE\0") && payload.count >= 14: readProfilePart(payload)
        case 0xE2 where fits("MPF\0"): noteMetadata(.mpf)
        case 0xE2 where fits("FPXR\0"): noteMetadata(.flashpix)
        case 0xE2 where fits("urn:iso:std:iso:ts:21496:-1\0"): noteMetadata(.gainMap)
        case 0xEC where fits("Ducky"): noteMetadata(.ducky)
        case 0xED where fits("Photoshop 3.0\0"): noteMetadata(.iptc)
        case 0xEE where fits("Adobe") && payload.count >= 12 && scans.isEmpty: readAdobe(input, payload)
        default: noteMetadata(.application, "APP\(marker - 0xE0) \(input.printable(payload))")
        }
    }

    /// Only the 14 bytes are the image's; what is behind them is a thumbnail.
    private mutating func readJFIF(_ input: Span<UInt8>, _ payload: Range<Int>) {
        hasJFIF = true
        let version = payload.lowerBound + 5
        correct(input, at: version, to: 1, .jfifVersion(Int(input[version])))
        guard payload.count > 14 else { return }
        metadata.append(MetadataItem(kind: .jfifThumbnail, byteCount: payload.count - 14))
    }

    /// libjpeg goes by the last of several before the first scan, so that one stays.
    private mutating func readAdobe(_ input: Span<UInt8>, _ payload: Range<Int>) {
        if let earlier = adobeSegment {
            segments[earlier].metadata = .application
            let count = segments[earlier].range.count
            let superseded = MetadataItem(kind: .application, byteCount: count, detail: "APP14 before another")
            if let item = adobeExtraItem { metadata[item] = superseded } else { metadata.append(superseded) }
            adobeExtraItem = nil
        }
        adobeSegment = segments.indices.last
        adobeTransform = Int(input[payload.lowerBound + 11])
        guard payload.count > 12 else { return }
        adobeExtraItem = metadata.count
        metadata.append(MetadataItem(kind: .adobeExtra, byteCount: payload.count - 12))
    }

    private mutating func readExif(_ payload: Range<Int>) {
        noteMetadata(.exif)
        // Behind the first scan no reader looks for it any more.
        if scans.isEmpty { exifPayloads.append(payload.lowerBound + 6..<payload.upperBound) }
    }

    private mutating func readXMP(_ payload: Range<Int>) {
        noteMetadata(.xmp)
        xmpPayloads.append(payload)
    }

    private mutating func readProfilePart(_ payload: Range<Int>) {
        noteMetadata(.iccProfile)
        if scans.isEmpty { iccParts.append(payload) }
    }

    /// What is behind the image, told apart where that is easy: people want to know what they were about to send.
    mutating func addTrailer(_ input: Span<UInt8>, from end: Int) {
        guard end < input.count else { return }
        metadata.append(Trailer.item(input, end..<input.count))
    }

    func inspection(_ input: Span<UInt8>, _ structure: JPEGStructure) throws(ImagePrepError) -> Inspection {
        var warnings = warnings
        let found = OrientationSearch.exif(input, payloads: structure.exifPayloads, source: "Exif", &warnings)
        for payload in xmpPayloads { XMPOrientation.compare(input, payload, with: found?.orientation, &warnings) }
        let coloring = try ProfileReader(limits: limits).read(input, structure, structure.colorModel)
        return Inspection(
            byteCount: input.count, storedSize: structure.frame.size, orientation: found?.orientation ?? .upright,
            orientationSource: found?.source, bitDepth: structure.frame.precision, colorModel: structure.colorModel,
            profile: coloring.embeddedProfile, metadata: metadata, warnings: warnings + coloring.warnings,
            file: structure, coloring: coloring)
    }
}

/// Names what stands behind the end of an image.
enum Trailer {
    static func item(_ input: Span<UInt8>, _ range: Range<Int>) -> MetadataItem {
        let (kind, detail) = name(input, range)
        return MetadataItem(kind: kind, byteCount: range.count, detail: detail)
    }

    private static func name(_ input: Span<UInt8>, _ range: Range<Int>) -> (MetadataKind, String) {
        let head = range.lowerBound..<min(range.upperBound, range.lowerBound + 4096)
        if input.firstOffset(of: "ftyp", in: head) != nil { return (.motionPhoto, "MP4 video") }
        if input.hasBytes("SEFT", at: range.upperBound - 4) { return (.motionPhoto, "Samsung trailer") }
        if input.hasBytes("AXS!", at: range.upperBound - 12) || input.hasBytes("AXS*", at: range.upperBound - 12) {
            return (.afcp, "AFCP")
        }
        if input.bigEndian32(at: range.upperBound - 4) == 0xA1B2_C3D4 { return (.fotoStation, "FotoStation") }
        if range.count > 2, input[range.lowerBound] == 0xFF, input[range.lowerBound + 1] == 0xD8 {
            return (.trailer, "another JPEG")
        }
        if input.hasBytes("PK\u{3}\u{4}", at: range.lowerBound) { return (.trailer, "a ZIP archive") }
        return (.trailer, "")
    }
}
