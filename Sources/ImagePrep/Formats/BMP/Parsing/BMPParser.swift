/// Reads the headers of a BMP and walks over its runs if it has any; no pixel is made.
struct BMPParser {
    let limits: InputLimits
    var metadata: [MetadataItem] = []
    var warnings: [String] = []

    init(limits: InputLimits) { self.limits = limits }

    mutating func inspect(_ file: Span<UInt8>) throws(ImagePrepError) -> Inspection {
        let header = try BMPHeader(file)
        try limits.check(header.size)
        if header.planes != 1 { warnings.append("It says that it has \(header.planes) planes, where a BMP has 1.") }
        let masks = try BMPChannelMasks(file, header, &warnings)
        let palette = try palette(file, header)
        let coloring = try ProfileReader(limits: limits).read(file, header)
        var structure = BMPStructure(
            header: header, masks: masks, palette: palette,
            isGray: coloring.color.isPlain && coloring.colorByGamma == nil,
            pixels: try pixelStart(file, header, palette)..<file.count)
        structure.isGray = structure.isGray && structure.hasGrayPalette(file)
        measurePixels(file, &structure)
        noteMetadata(file, structure, coloring)
        return inspection(file, structure, coloring)
    }

    private func inspection(
        _ file: Span<UInt8>, _ structure: BMPStructure, _ coloring: ProfileReading
    ) -> Inspection {
        Inspection(
            byteCount: file.count, storedSize: structure.header.size, orientation: .upright, orientationSource: nil,
            bitDepth: structure.masks?.bitDepth ?? min(8, structure.header.bitsPerPixel),
            colorModel: structure.header.hasPalette ? .palette : structure.hasAlpha ? .rgba : .rgb,
            profile: coloring.embeddedProfile, metadata: metadata,
            warnings: warnings + coloring.warnings + [coloring.gammaWarning].compactMap(\.self),
            file: structure, coloring: coloring)
    }

    /// Only the entries that a pixel can name, as far as they are there.
    private func palette(_ file: Span<UInt8>, _ header: BMPHeader) throws(ImagePrepError) -> Range<Int> {
        guard header.hasPalette else { return header.end..<header.end }
        let most = 1 << header.bitsPerPixel
        let said = header.byteCount >= 40 ? file.littleEndian32(at: 46) ?? 0 : 0
        let entryBytes = header.byteCount == 12 ? 3 : 4
        // Pixels begin where the header says, also if it says so within the palette; OS/2 writes short ones that way.
        let pixels = file.littleEndian32(at: 10) ?? 0
        let end = pixels > header.end ? min(pixels, file.count) : file.count
        let count = min(said == 0 ? most : said, most, max(0, end - header.end) / entryBytes)
        guard count > 0 else { throw .malformed("a BMP of \(header.bitsPerPixel) bits a pixel without a palette") }
        return header.end..<header.end + count * entryBytes
    }

    private func pixelStart(
        _ file: Span<UInt8>, _ header: BMPHeader, _ palette: Range<Int>
    ) throws(ImagePrepError) -> Int {
        let start = file.littleEndian32(at: 10) ?? 0
        if start == 0 { return palette.upperBound }
        guard start >= BMPHeader.fileHeaderBytes + header.byteCount else {
            throw .malformed("a BMP whose pixels begin at byte \(start), within its headers")
        }
        guard start <= file.count else {
            throw .truncated("its pixels begin at byte \(start), and it has \(file.count.formattedByteCount)")
        }
        return start
    }
}
