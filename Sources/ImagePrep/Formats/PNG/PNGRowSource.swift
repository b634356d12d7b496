internal import CImageCodecs

/// The pixels of a decoded PNG as plain samples, not turned yet.
struct PNGRowSource {
    let codec: PNGCodec
    let expansion: PNGExpansion
    /// Of the stored picture.
    let size: PixelSize
    private let context: PreparationContext

    init(_ renderPlan: PNGRenderPlan, in context: PreparationContext) {
        self.context = context
        codec = context.workspace.png
        expansion = renderPlan.expansion
        size = renderPlan.storedSize
    }

    /// Rows that are expanded at a time: enough to be worth a call, few enough to stay in a cache.
    static let rowsAtOnce = 16

    var layout: SampleLayout { expansion.layout }

    /// Memory for as many rows as are expanded at a time.
    ///
    /// - Throws: `outOfMemory`.
    func makeStrip() throws(ImagePrepError) -> PixelBuffer {
        try PixelBuffer(
            size: PixelSize(width: size.width, height: min(size.height, Self.rowsAtOnce)),
            channels: layout.channels, bytesPerSample: layout.bytesPerSample)
    }

    /// Some rows, from the first row of `strip` on.
    ///
    /// - Throws: `cancelled`.
    func expand(_ rows: Range<Int>, into strip: inout PixelBuffer) throws(ImagePrepError) {
        try context.checkCancellation()
        codec.expand(expansion, rows, into: &strip)
    }

    /// All of them at another size, or at the same.
    ///
    /// - Throws: `outOfMemory`, `cancelled`.
    func resampled(
        to target: PixelSize, filter: ResizeFilter, using resampler: inout RowResampler
    ) throws(ImagePrepError) -> PixelBuffer {
        var result = try PixelBuffer(size: target, channels: layout.channels, bytesPerSample: layout.bytesPerSample)
        var strip = try makeStrip()
        try resampler.begin(
            horizontal: AxisMapping(from: size.width, to: target.width),
            vertical: AxisMapping(from: size.height, to: target.height), layout: layout, filter: filter)
        for start in stride(from: 0, to: size.height, by: Self.rowsAtOnce) {
            let rows = start..<min(size.height, start + Self.rowsAtOnce)
            try expand(rows, into: &strip)
            try resampler.push(strip.bytes, rowBytes: strip.rowBytes, rowCount: rows.count, into: &result)
        }
        return result
    }

    /// Whether no pixel is transparent, whatever the file makes room for.
    func isOpaque() throws(ImagePrepError) -> Bool {
        guard expansion.layout.hasAlpha else { return true }
        var strip = try makeStrip()
        for start in stride(from: 0, to: size.height, by: Self.rowsAtOnce) {
            let rows = start..<min(size.height, start + Self.rowsAtOnce)
            try expand(rows, into: &strip)
            let isOpaque = unsafe ip_pixels_are_opaque(
                strip.baseAddress.assumingMemoryBound(to: UInt8.self), strip.rowBytes, UInt32(size.width),
                UInt32(rows.count), UInt32(strip.channels), UInt32(strip.bytesPerSample))
            if !isOpaque { return false }
        }
        return true
    }
}
