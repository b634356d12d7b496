/// The planes of a JPEG, as they are stored; what has to leave its planes to become sRGB comes as YCbCr of one resolution.
final class JPEGPlanarSource: PlanarSource {
    let structure: JPEGStructure
    private let context: PreparationContext
    /// Where planes have to be put together to convert them.
    private let interleavedConverter: ColorConverter?
    private var decoder: JPEGDecoder?

    init(
        _ structure: JPEGStructure, interleavedBy converter: ColorConverter? = nil, in context: PreparationContext
    ) {
        self.structure = structure
        self.context = context
        interleavedConverter = converter
    }

    var isInterleaved: Bool { interleavedConverter != nil }
    var warnings: (descriptions: [String], count: Int) { decoder?.warnings ?? ([], 0) }

    func begin(scaledTo target: PixelSize, of file: Span<UInt8>) throws(ImagePrepError) -> any PlaneSource {
        let eighths = DCTScale.eighths(from: structure.frame.size, to: target)
        let decoder = try context.workspace.jpegCodecs.takeDecoder(for: structure)
        try decoder.open(file, layout: isInterleaved ? .interleaved : .planes, scaleEighths: eighths, in: context)
        self.decoder = decoder
        guard let interleavedConverter else { return try JPEGPlaneSource(decoder) }
        return try CMYKPlaneSource(decoder, interleavedConverter, scaleEighths: eighths, in: context)
    }

    /// What the picture was coded with; only once it is open.
    func coding() throws(ImagePrepError) -> (format: PlanarFormat, tables: [QuantizationTable]) {
        guard let decoder else { throw .internalFault("a JPEG was asked for its tables before it was open") }
        return (try decoder.format(), decoder.quantizationTables)
    }
}

extension JPEGStructure {
    package func openPlanes(
        of file: Span<UInt8>, _ inspection: Inspection, for plan: Plan, in context: PreparationContext
    ) throws(ImagePrepError) -> PlanarPicture? {
        let options = context.options
        let memory = JPEGMemory(
            self, fileBytes: file.count, orientation: inspection.orientation, target: plan.targetSize, options: options)
        try memory.check(options.inputLimits)
        let profile = plan.color == .keepProfile ? inspection.coloring.iccProfile : []
        guard plan.color == .convertToSRGB else {
            return PlanarPicture(JPEGPlanarSource(self, in: context), PictureColors(nil, by: nil, profile: profile))
        }
        let converter = try ColorConverter(
            inspection.sourceColor(options), inspection.colorModel.samples, bytesPerSample: 1)
        guard let converter, !PlanarConversion.isSupported(self, inspection.colorModel, by: converter) else {
            return PlanarPicture(
                JPEGPlanarSource(self, in: context), PictureColors(converter, by: converter, profile: profile))
        }
        let source = JPEGPlanarSource(self, interleavedBy: converter, in: context)
        return PlanarPicture(source, PictureColors(nil, by: converter, profile: profile))
    }
}

extension ColorModel {
    /// What a converter has to be made for, once samples are out of their planes.
    fileprivate var samples: ColorConverter.Samples {
        switch self {
        case .gray, .grayAlpha: .gray
        case .rgb, .yCbCr, .palette: .rgb
        case .rgba: .rgba
        case .cmyk, .ycck: .cmyk
        }
    }
}
