extension PNGParser {
    mutating func readHeader(_ input: Span<UInt8>, _ chunk: PNGStructure.Chunk) throws(ImagePrepError) {
        guard header == nil else { throw .malformed("a second header (IHDR) at byte \(chunk.range.lowerBound)") }
        let start = chunk.data.lowerBound
        guard chunk.data.count == 13, let width = input.bigEndian32(at: start),
            let height = input.bigEndian32(at: start + 4)
        else { throw .malformed("a header (IHDR) of \(chunk.data.count.formattedByteCount) where 13 belong") }
        let (bitDepth, colorType) = (Int(input[start + 8]), Int(input[start + 9]))
        let permittedDepths = [0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]][colorType]
        guard let permittedDepths, permittedDepths.contains(bitDepth) else {
            throw .malformed("a PNG of colour type \(colorType) with \(bitDepth) bits a sample")
        }
        guard input[start + 10] == 0, input[start + 11] == 0, input[start + 12] < 2 else {
            throw .malformed(
                "a PNG of compression \(input[start + 10]), filter \(input[start + 11]), interlace \(input[start + 12])"
            )
        }
        let size = PixelSize(width: width, height: height)
        guard (1...0x7FFF_FFFF).contains(width), (1...0x7FFF_FFFF).contains(height) else {
            throw .malformed("a PNG of \(size) pixels")
        }
        try limits.check(size)
        header = PNGStructure.Header(
            size: size, bitDepth: bitDepth, colorType: colorType, isInterlaced: input[start + 12] == 1)
    }

    /// A palette belongs to colour type 3; in a true-colour picture it is a suggestion that nobody needs.
    mutating func readPalette(_ chunk: inout PNGStructure.Chunk) throws(ImagePrepError) {
        guard header?.colorType == 3 else { return note(&chunk, .suggestedPalette) }
        guard palette == nil else { throw .malformed("a second palette (PLTE)") }
        guard imageData.isEmpty else { throw .malformed("a palette (PLTE) behind the image data") }
        guard chunk.data.count % 3 == 0, (3...768).contains(chunk.data.count) else {
            throw .malformed("a palette (PLTE) of \(chunk.data.count.formattedByteCount)")
        }
        let nameable = 3 << (header?.bitDepth ?? 8)
        palette = chunk.data.prefix(nameable)
        guard chunk.data.count > nameable else { return }
        warnings.append(
            "The palette (PLTE) has \(chunk.data.count / 3) entries, of which \(nameable / 3) can be named; the others are ignored."
        )
    }

    mutating func readAncillary(_ input: Span<UInt8>, _ chunk: inout PNGStructure.Chunk) {
        let kind = PNGParser.ancillaryKinds[chunk.type] ?? .privateChunk
        guard chunk.isCRCValid else {
            warnings.append("The CRC of chunk \(chunk.type) is wrong; the chunk is ignored.")
            return note(&chunk, kind)
        }
        switch chunk.type {
        case .trns where readTransparency(chunk): return
        case .exif: readExif(input, chunk)
        case .text, .ztxt, .itxt: return readText(input, &chunk)
        default: readColor(input, chunk)
        }
        note(&chunk, kind)
    }

    private static let ancillaryKinds: [PNGStructure.ChunkType: MetadataKind] = [
        .exif: .exif, .text: .text, .ztxt: .text, .itxt: .text, .time: .time, .phys: .physicalDimensions,
        .bkgd: .background, .hist: .histogram, .splt: .suggestedPalette, .actl: .animation, .fctl: .animation,
        .fdat: .animation, .iccp: .iccProfile, .srgb: .colorChunk, .gama: .colorChunk, .chrm: .colorChunk,
        .cicp: .colorChunk, .sbit: .significantBits, .trns: .unknown,
    ]

    func note(_ chunk: inout PNGStructure.Chunk, _ kind: MetadataKind, _ detail: String = "") -> MetadataItem {
        chunk.metadata = kind
        return MetadataItem(
            kind: kind, byteCount: chunk.range.count, detail: detail.isEmpty ? chunk.type.description : detail)
    }

    /// Marks the chunk as metadata and lists it.
    private mutating func note(_ chunk: inout PNGStructure.Chunk, _ kind: MetadataKind) {
        metadata.append(note(&chunk, kind, ""))
    }

    /// Whether it is one that counts. What it has more than it needs is ignored, as browsers and Pillow have it.
    private mutating func readTransparency(_ chunk: PNGStructure.Chunk) -> Bool {
        let needed: ClosedRange<Int>? =
            switch header?.colorType {
            case 0: 2...2
            case 2: 6...6
            case 3: palette.map { 1...$0.count / 3 }
            default: nil
            }
        guard let needed, chunk.data.count >= needed.lowerBound, transparency == nil, imageData.isEmpty else {
            warnings.append(
                "A transparency chunk (tRNS) of \(chunk.data.count.formattedByteCount) does not fit and is ignored.")
            return false
        }
        transparency = chunk.data.prefix(needed.upperBound)
        guard chunk.data.count > needed.upperBound else { return true }
        warnings.append(
            "Of a transparency chunk (tRNS) of \(chunk.data.count.formattedByteCount) the first \(needed.upperBound) count."
        )
        return true
    }

    /// The payload is a TIFF structure; some writers put JPEG's identifier before it.
    private mutating func readExif(_ input: Span<UInt8>, _ chunk: PNGStructure.Chunk) {
        let isPrefixed = input.hasBytes("Exif\0\0", at: chunk.data.lowerBound) && chunk.data.count >= 6
        exifPayloads.append(chunk.data.dropFirst(isPrefixed ? 6 : 0))
    }

    /// Colour chunks count only before the image data, and the first of a kind.
    private mutating func readColor(_ input: Span<UInt8>, _ chunk: PNGStructure.Chunk) {
        guard imageData.isEmpty else { return }
        let start = chunk.data.lowerBound
        switch chunk.type {
        case .iccp where iccProfile == nil: iccProfile = chunk.data
        case .cicp where cicp == nil && chunk.data.count == 4: cicp = chunk.data
        case .srgb where chunk.data.count == 1: hasSRGBChunk = true
        case .gama where chunk.data.count == 4 && gamma == nil: gamma = input.bigEndian32(at: start)
        case .chrm where chunk.data.count == 32 && chromaticities.isEmpty:
            chromaticities = (0..<8).compactMap { input.bigEndian32(at: start + 4 * $0) }
        case .actl where chunk.data.count == 8: animationFrameCount = input.bigEndian32(at: start)
        case .cicp where chunk.data.count != 4, .gama where chunk.data.count != 4, .chrm where chunk.data.count != 32:
            warnings.append(
                "A \(chunk.type) chunk of \(chunk.data.count.formattedByteCount) says nothing and is ignored.")
        default: break
        }
    }

    private mutating func readText(_ input: Span<UInt8>, _ chunk: inout PNGStructure.Chunk) {
        let keyword = input.printable(chunk.data, limit: 79)
        if keyword == "Raw profile type exif" || keyword == "Raw profile type APP1" { rawProfiles.append(chunk) }
        if keyword == "XML:com.adobe.xmp" { xmpPayloads.append(chunk.data) }
        metadata.append(note(&chunk, keyword == "XML:com.adobe.xmp" ? .xmp : .text, "\(chunk.type) \(keyword)"))
    }

    func inspection(_ input: Span<UInt8>, _ structure: PNGStructure) throws(ImagePrepError) -> Inspection {
        var warnings = warnings
        var found = OrientationSearch.exif(input, payloads: exifPayloads, source: "eXIf chunk", &warnings)
        if !exifPayloads.contains(where: { ExifTags(input, payload: $0) != nil }) {
            found = try rawProfileOrientation(input, &warnings)
        }
        for payload in xmpPayloads { XMPOrientation.compare(input, payload, with: found?.orientation, &warnings) }
        if let frames = structure.animationFrameCount, frames > 1 {
            warnings.append("An animated PNG of \(frames) frames; only its default image is taken.")
        }
        let coloring = try ProfileReader(limits: limits).read(input, structure, structure.colorModel)
        return Inspection(
            byteCount: input.count, storedSize: structure.header.size, orientation: found?.orientation ?? .upright,
            orientationSource: found?.source, bitDepth: structure.header.bitDepth, colorModel: structure.colorModel,
            profile: coloring.embeddedProfile, metadata: metadata,
            warnings: warnings + coloring.warnings + [coloring.gammaWarning].compactMap(\.self),
            file: structure, coloring: coloring)
    }

    /// Writers leave one; each may have to be inflated to as much as metadata may have.
    private static let mostRawProfiles = 4

    /// ImageMagick's way of keeping Exif in a PNG from before the eXIf chunk. The first that parses decides: an APP1 profile
    /// may as well be XMP.
    private func rawProfileOrientation(
        _ input: Span<UInt8>, _ warnings: inout [String]
    ) throws(ImagePrepError) -> OrientationSearch.Found? {
        let unread = rawProfiles.count - Self.mostRawProfiles
        if unread > 0 {
            warnings.append("\(unread.formatted) text chunks with Exif profiles are not read: there are too many.")
        }
        for chunk in rawProfiles.prefix(Self.mostRawProfiles) {
            guard let profile = try RawProfileText(input, chunk, limit: limits.metadataBytes) else {
                warnings.append(
                    "A text chunk with an Exif profile of \(chunk.data.count.formattedByteCount) cannot be read.")
                continue
            }
            let bytes = profile.bytes.span
            if bytes.hasBytes("http://ns.adobe.com/", at: 0) { continue }
            let payload = (bytes.hasBytes("Exif\0\0", at: 0) ? 6 : 0)..<bytes.count
            let source = "\(chunk.type) chunk, raw profile"
            guard ExifTags(bytes, payload: payload) != nil else {
                warnings.append("The Exif data of \(payload.count.formattedByteCount) (\(source)) cannot be read.")
                continue
            }
            return OrientationSearch.exif(bytes, payloads: [payload], source: source, &warnings)
        }
        return nil
    }
}

extension PNGStructure {
    /// What the samples mean; a tRNS chunk does not change it.
    package var colorModel: ColorModel {
        switch header.colorType {
        case 0: .gray
        case 2: .rgb
        case 3: .palette
        case 4: .grayAlpha
        default: .rgba
        }
    }
}
