/// What the options and the source together say about the JPEG that is to be made.
struct EncodingChoice {
    /// Upright, of the size that is to be written.
    let format: PlanarFormat
    /// Whether the source has to come with every plane at the size of the picture: see `needsReplicatedChroma(_:)`.
    let repeatsSamples: Bool
    let settings: JPEGEncodingSettings
    /// The source's own tables, turned, which `settings` may have finer; empty where they are not kept.
    let sourceTables: [QuantizationTable]
    /// By libjpeg's scale; nil where the source's own tables are used.
    let quality: Int?
    /// The highest quality that makes sense: the source's own.
    let sourceQuality: Int

    /// The quality of a resized picture, unless its source was worse.
    static let resizedQuality = 90
    /// The same where colours alone were converted: a second rounding by coarser steps would show as a change of colour.
    static let convertedQuality = 95
    /// And where CMYK became RGB: steps for four inks say nothing of what Y, Cb and Cr need.
    static let cmykQuality = 97
    /// From so many bits a pixel on, most coefficients of the source are not 0, and rounding each a second time by steps
    /// as coarse as its own leaves 30 dB of a noisy picture. With steps as fine as this quality's it keeps 33 to 34.
    static let denseBitsPerPixel = 2.0
    static let denseQuality = 88
    /// Up to so many pixels, where edges are in most blocks and tables as coarse as the source's cost up to 10 dB a second
    /// time, steps are as fine as this quality's: what that adds is under 10 KB.
    static let smallPixelCount = 1 << 14
    static let smallQuality = 95

    /// For what was a JPEG before, which is open.
    init(
        _ source: JPEGPlanarSource, _ size: PixelSize, _ orientation: Orientation, options: PrepareOptions,
        profile: [UInt8], conversion: ColorConversion = .none
    ) throws(ImagePrepError) {
        let (decoded, tables) = try source.coding()
        let bitsPerPixel = source.structure.bitsPerPixel
        let stored = conversion == .interleaved ? decoded.convertedFromCMYK : decoded
        let upright = stored.upright(orientation)
        repeatsSamples =
            conversion != .interleaved && size == upright.size && stored.needsReplicatedChroma(orientation)
        let base = repeatsSamples ? upright.unsampled : upright
        format = base.resized(to: size).resampled(options.subsampling)
        sourceQuality = QualityEstimate.quality(of: tables, color: decoded.color)
        let keepsTables = options.quality == nil && size == upright.size && conversion == .none
        quality =
            keepsTables
            ? nil
            : options.quality
                ?? (size != upright.size
                    ? min(max(Self.resizedQuality, options.minQuality), sourceQuality)
                    : decoded.color.isCMYK
                        ? max(Self.cmykQuality, options.minQuality)
                        : min(max(Self.convertedQuality, options.minQuality), sourceQuality))
        var settings =
            quality.map { JPEGEncodingSettings(quality: $0, color: stored.color) }
            ?? JPEGEncodingSettings(tables: orientation.swapsAxes ? tables.map(\.transposed) : tables)
        sourceTables = keepsTables ? settings.tables : []
        if keepsTables, size.pixelCount <= Self.smallPixelCount {
            settings.refine(Self.smallQuality, of: stored.color)
        } else if keepsTables, bitsPerPixel > Self.denseBitsPerPixel {
            settings.refine(Self.denseQuality, of: stored.color)
        }
        if repeatsSamples { settings.refineChroma(of: stored.color) }
        settings.isProgressive = options.progressive
        settings.profile = profile
        self.settings = settings
    }

    /// Whether colours are converted, and how.
    enum ColorConversion {
        case none
        /// From planes to planes of the same kind.
        case planar
        /// By way of interleaved samples.
        case interleaved
    }

    /// For what was no JPEG before; `format` upright and of the size that is to be written.
    init(_ format: PlanarFormat, _ options: PrepareOptions, profile: [UInt8]) {
        self.format = format.resampled(options.subsampling)
        repeatsSamples = false
        sourceTables = []
        sourceQuality = 100
        let quality = options.quality ?? max(Self.resizedQuality, options.minQuality)
        self.quality = quality
        var settings = JPEGEncodingSettings(quality: quality, color: format.color)
        settings.isProgressive = options.progressive
        settings.profile = profile
        self.settings = settings
    }

    /// The same at another quality.
    func settings(quality: Int) -> JPEGEncodingSettings {
        var changed = settings
        changed.tables = JPEGEncodingSettings(quality: quality, color: format.color).tables
        return changed
    }
}

extension JPEGEncodingSettings {
    /// Steps no coarser than libjpeg's at a quality.
    fileprivate mutating func refine(_ quality: Int, of color: PlanarColor) {
        for index in tables.indices {
            let finest = QuantizationTable.standard(quality: quality, isChroma: color.isChroma(index))
            tables[index] = QuantizationTable(steps: zip(tables[index].steps, finest.steps).map { min($0, $1) })
        }
    }

    /// Steps for chroma whose samples are written several times each: the edges between them are sharp, and tables made
    /// for one sample each would blur them.
    fileprivate mutating func refineChroma(of color: PlanarColor) {
        let finest = QuantizationTable.standard(quality: 95, isChroma: true)
        for index in tables.indices where color.isChroma(index) {
            tables[index] = QuantizationTable(steps: zip(tables[index].steps, finest.steps).map { min($0, $1) })
        }
    }
}

extension PlanarFormat {
    /// What CMYK becomes: YCbCr, with the chroma that YCCK had; one resolution where planes do not divide each other.
    fileprivate var convertedFromCMYK: PlanarFormat {
        let converted = PlanarFormat(size: size, color: .yCbCr, sampling: Array(sampling.prefix(3)))
        return color == .ycck && converted.chromaFactors != nil
            ? converted : PlanarFormat(yCbCr: size, luma: .one)
    }

    fileprivate func resized(to size: PixelSize) -> PlanarFormat {
        PlanarFormat(size: size, color: color, sampling: sampling)
    }

    /// With the chroma that the caller wishes; only YCbCr and YCCK have chroma.
    func resampled(_ subsampling: PrepareOptions.Subsampling) -> PlanarFormat {
        let luma: SamplingFactors? =
            switch subsampling {
            case .keep: nil
            case .yuv444: .one
            case .yuv422: SamplingFactors(horizontal: 2, vertical: 1)
            case .yuv420: SamplingFactors(horizontal: 2, vertical: 2)
            }
        guard let luma, color == .yCbCr || color == .ycck else { return self }
        var format = self
        format.sampling = sampling.indices.map { color.isChroma($0) ? .one : luma }
        return format
    }
}
