/// The rows of a JPEG as gray or RGB, in sRGB where there is a converter, a few at a time.
struct JPEGRowSource: ~Copyable {
    private let decoder: JPEGDecoder
    private let converter: ColorConverter?
    private let context: PreparationContext
    private var decoded: PixelBuffer
    /// What CMYK becomes, which has a channel less.
    private var rgb: PixelBuffer

    private var rowsLeft: Int

    private static let rowsAtOnce = 16

    /// - Parameter decoder: open with `Layout.interleaved`.
    /// - Throws: `outOfMemory`.
    init(
        _ decoder: JPEGDecoder, _ converter: ColorConverter?, in context: PreparationContext
    ) throws(ImagePrepError) {
        let strip = PixelSize(width: decoder.scaledSize.width, height: Self.rowsAtOnce)
        let isCMYK = decoder.outputChannels == 4
        let decoded = try PixelBuffer(size: strip, channels: decoder.outputChannels, bytesPerSample: 1)
        let rgb = try PixelBuffer(
            size: isCMYK ? strip : PixelSize(width: 1, height: 1), channels: 3, bytesPerSample: 1)
        rowsLeft = decoder.scaledSize.height
        self.decoder = decoder
        self.converter = converter
        self.context = context
        self.decoded = decoded
        self.rgb = rgb
    }

    /// 1 for gray, 3 for RGB.
    var channels: Int { decoded.channels == 4 ? 3 : decoded.channels }

    /// Decodes a few rows and resamples them; false where the picture has ended.
    mutating func push(
        into resampler: inout RowResampler, _ target: inout PixelBuffer
    ) throws(ImagePrepError) -> Bool {
        guard rowsLeft > 0 else { return false }
        let count = try decoder.readRows(into: &decoded, at: 0, rowCount: Self.rowsAtOnce)
        guard count > 0 else { throw .internalFault("\(rowsLeft) rows are missing that the header promised") }
        rowsLeft -= count
        if decoded.channels == 4 {
            guard let converter else { throw .internalFault("CMYK and nothing to convert it") }
            try converter.convertCMYK(decoded, to: &rgb, in: context)
            try resampler.push(rgb.bytes, rowBytes: rgb.rowBytes, rowCount: count, into: &target)
        } else {
            try converter?.convert(&decoded, in: context)
            try resampler.push(decoded.bytes, rowBytes: decoded.rowBytes, rowCount: count, into: &target)
        }
        return true
    }
}
