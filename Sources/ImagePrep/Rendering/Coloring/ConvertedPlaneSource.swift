/// The planes of a picture with their colours converted to sRGB on the way, at the subsampling as they come.
struct ConvertedPlaneSource: PlaneSource, ~Copyable {
    let format: PlanarFormat
    let planeSizes: [PixelSize]
    let extents: [PlaneExtent]
    let stripRows: [Int]
    let paddedWidths: [Int]
    private(set) var conversionTime = Duration.zero
    private var base: any PlaneSource
    private let conversion: PlanarConversion
    /// A strip and the one below it, where a row leans on what is below; they change places.
    private var strip: PlaneStrips
    private var stripBelow: PlaneStrips

    /// - Parameter base: at its full size, of a format that `PlanarConversion` supports.
    /// - Throws: `outOfMemory`.
    init(
        _ base: any PlaneSource, _ converter: ColorConverter, in context: PreparationContext
    ) throws(ImagePrepError) {
        let conversion = try PlanarConversion(converter, base.format, in: context)
        let stripCount = conversion.needsRowsBelow ? 1 : 0
        let strip = try PlaneStrips(of: base, stripCount: stripCount)
        let stripBelow = try PlaneStrips(of: base, stripCount: stripCount)
        (format, planeSizes, extents) = (base.format, base.planeSizes, base.extents)
        (stripRows, paddedWidths) = (base.stripRows, base.paddedWidths)
        self.conversion = conversion
        self.strip = strip
        self.stripBelow = stripBelow
        self.base = base
    }

    mutating func readStrip(of file: Span<UInt8>, into strips: inout PlaneStrips) throws(ImagePrepError) {
        let to = PlanarConversion.Rows(planes: strips.planes, first: strips.rowCounts)
        guard conversion.needsRowsBelow else {
            try base.readStrip(of: file, into: &strips)
            let start = ContinuousClock.now
            try conversion.convert(to, count: strips.rowCounts[0] - to.first[0])
            conversionTime += start.duration(to: .now)
            return
        }
        if strip.rowCounts[0] == 0 { try base.readStrip(of: file, into: &strip) }
        stripBelow.begin(after: strip)
        let hasMore = stripBelow.hasMore
        if hasMore { try base.readStrip(of: file, into: &stripBelow) }
        let start = ContinuousClock.now
        let zero = format.sampling.map { _ in 0 }
        try conversion.convert(
            PlanarConversion.Rows(planes: strip.planes, first: zero), to: to, count: strip.rowCounts[0],
            below: hasMore ? PlanarConversion.Rows(planes: stripBelow.planes, first: zero) : nil)
        conversionTime += start.duration(to: .now)
        strips.appendStrip()
        swap(&strip, &stripBelow)
    }
}
