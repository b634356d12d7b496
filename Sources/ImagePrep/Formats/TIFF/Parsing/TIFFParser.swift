#if TIFF
/// Reads the first directory of a TIFF and checks all that libtiff will go by, before libtiff sees the file.
///
/// Source: TIFF 6.0; TIFF Technical Note 2 for JPEG; the tags of the Library of Congress' list.
struct TIFFParser {
    let limits: InputLimits
    let directory: TIFFDirectory
    var metadata: [MetadataItem] = []
    var warnings: [String] = []

    init(_ file: Span<UInt8>, limits: InputLimits) throws(ImagePrepError) {
        self.limits = limits
        directory = try TIFFDirectory(file, limits: limits)
    }

    mutating func inspect(_ file: Span<UInt8>) throws(ImagePrepError) -> Inspection {
        try checkValuesAreThere()
        try refuseForeign(file)
        let size = try self.size(file)
        let compression = try self.compression(file)
        let samples = try self.samples(file, compression)
        let grid = try self.grid(file, size)
        var structure = TIFFStructure(
            size: size, isLittleEndian: directory.isLittleEndian, samples: samples, compression: compression,
            grid: grid,
            chunks: [], exifPayloads: directory.isBig ? [] : [0..<file.count])
        try checkTiles(structure)
        try locateChunks(file, &structure)
        noteMetadata(file)
        noteUnused(file, structure)
        return try inspection(file, structure)
    }

    private mutating func inspection(
        _ file: Span<UInt8>, _ structure: TIFFStructure
    ) throws(ImagePrepError) -> Inspection {
        let orientation = self.orientation(file)
        let coloring = try self.coloring(file, structure.colorModel)
        if directory.next != 0 { warnings.append("It has more than one page; only the first is taken.") }
        if let missing = structure.missing { warnings.append("The file ends within the pixels: \(missing).") }
        return Inspection(
            byteCount: file.count, storedSize: structure.size, orientation: orientation ?? .upright,
            orientationSource: orientation == nil ? nil : "TIFF tag 274", bitDepth: structure.samples.bits,
            colorModel: structure.colorModel, profile: coloring.embeddedProfile, metadata: metadata,
            warnings: warnings + coloring.warnings, file: structure, coloring: coloring)
    }

    private mutating func orientation(_ file: Span<UInt8>) -> Orientation? {
        guard let value = directory.integer(file, 274) else { return nil }
        if let orientation = UInt8(exactly: value).flatMap(Orientation.init(rawValue:)) { return orientation }
        warnings.append("The orientation \(value) (TIFF tag 274) is none of 1 to 8 and counts as 1.")
        return .upright
    }

    private func coloring(_ file: Span<UInt8>, _ model: ColorModel) throws(ImagePrepError) -> ProfileReading {
        guard let entry = directory.entries[34675] else { return ProfileReading() }
        guard let values = entry.values else {
            return ProfileReading(brokenProfile: "it lies beyond the end of the file")
        }
        guard values.count <= limits.metadataBytes else {
            return ProfileReading(brokenProfile: "it has more than \(limits.metadataBytes.formattedByteCount)")
        }
        let bytes = values.map { file[$0] }
        return ProfileReading(iccProfile: bytes, try ProfileReader(limits: limits).color(of: bytes, for: model))
    }

    private func size(_ file: Span<UInt8>) throws(ImagePrepError) -> PixelSize {
        guard let width = directory.integer(file, 256), let height = directory.integer(file, 257) else {
            throw .malformed("a TIFF without its width or height")
        }
        guard width > 0, height > 0 else { throw .malformed("a TIFF of \(width)x\(height) pixels") }
        let size = PixelSize(width: width, height: height)
        try limits.check(size)
        return size
    }

    private func compression(_ file: Span<UInt8>) throws(ImagePrepError) -> TIFFCompression {
        let code = directory.integer(file, 259) ?? 1
        if let compression = TIFFCompression(rawValue: code) { return compression }
        let name = TIFFCompression.refusedNames[code] ?? "compression \(code)"
        throw .unsupported(feature: "A TIFF with \(name) in it", advice: Self.advice)
    }

    static let advice = "convert it to PNG first, with ImageMagick for instance"
}

extension TIFFStructure {
    /// What the stored samples mean.
    package var colorModel: ColorModel {
        switch samples.meaning {
        case .whiteIsZero, .blackIsZero: samples.alpha == nil ? .gray : .grayAlpha
        case .rgb: samples.alpha == nil ? .rgb : .rgba
        case .palette: .palette
        case .cmyk: .cmyk
        case .yCbCr: .yCbCr
        }
    }
}
#endif
