/// Gives a stored picture as rows of interleaved samples, from the top; it is not turned yet.
package protocol PixelSource: AnyObject {
    /// The size as it comes, which is smaller than the stored one where the source shrinks the picture itself.
    var size: PixelSize { get }
    /// What the stored width and height come to in samples as they come, which may be a fraction.
    var extent: PlaneExtent { get }
    /// 1 channel: gray, 2: gray and alpha, 3: RGB, 4: RGBA, of 1 or 2 bytes in the machine's order. Alpha is not multiplied in.
    var layout: SampleLayout { get }

    /// Whether its pixels are what the file was made of, so that an encoder without loss loses nothing. Default: false.
    var isLossless: Bool { get }
    /// What it converts colours by itself, as for inks, which no reader of pixels has a place for; nil where it leaves them.
    var converter: ColorConverter? { get }

    /// Goes back to the top, for a renderer that will make `target` of it, before it is turned. A source that can shrink while it
    /// decodes may choose another `size` here.
    ///
    /// - Throws: what is wrong with the file, a limit, `cancelled`.
    func begin(scaledTo target: PixelSize, of file: Span<UInt8>) throws(ImagePrepError)

    /// Writes these rows into the first rows of `strip`, which has the source's width and layout. Rows are asked for in their
    /// order, at most `PixelRows.atOnce` at a time.
    ///
    /// - Throws: what is wrong with the file, a limit, `cancelled`.
    func read(_ rows: Range<Int>, of file: Span<UInt8>, into strip: inout PixelBuffer) throws(ImagePrepError)

    /// What the decoder has warned of so far: the first in words, and all in number.
    var warnings: (descriptions: [String], count: Int) { get }
}

/// How pixels go from stage to stage: enough rows to be worth a call, few enough to stay in a cache.
package enum PixelRows {
    package static let atOnce = 16
}

extension PixelSource {
    package var extent: PlaneExtent { PlaneExtent(width: Double(size.width), height: Double(size.height)) }
    package var isLossless: Bool { false }
    package var converter: ColorConverter? { nil }
    package func begin(scaledTo target: PixelSize, of file: Span<UInt8>) throws(ImagePrepError) {}
    package var warnings: (descriptions: [String], count: Int) { ([], 0) }
}

extension PixelSource {
    /// Memory for as many rows as are read at a time.
    ///
    /// - Throws: `outOfMemory`.
    func makeStrip() throws(ImagePrepError) -> PixelBuffer {
        try PixelBuffer(
            size: PixelSize(width: size.width, height: min(size.height, PixelRows.atOnce)),
            channels: layout.channels, bytesPerSample: layout.bytesPerSample)
    }

    /// The rows from `start` on that are read at a time.
    func rows(from start: Int) -> Range<Int> { start..<min(size.height, start + PixelRows.atOnce) }

    /// All of them at another size, or at the same.
    ///
    /// - Throws: what is wrong with the file; `outOfMemory`, `cancelled`.
    func resampled(
        to target: PixelSize, of file: Span<UInt8>, in context: PreparationContext
    ) throws(ImagePrepError) -> PixelBuffer {
        try begin(scaledTo: target, of: file)
        var result = try PixelBuffer(size: target, channels: layout.channels, bytesPerSample: layout.bytesPerSample)
        var strip = try makeStrip()
        try context.workspace.resamplers.first.begin(
            horizontal: AxisMapping(
                sourceCount: size.width, sourceExtent: extent.width, targetCount: target.width,
                targetExtent: Double(target.width), isMirrored: false),
            vertical: AxisMapping(
                sourceCount: size.height, sourceExtent: extent.height, targetCount: target.height,
                targetExtent: Double(target.height), isMirrored: false),
            layout: layout, filter: context.options.filter)
        for start in stride(from: 0, to: size.height, by: PixelRows.atOnce) {
            let rows = rows(from: start)
            try read(rows, of: file, into: &strip)
            context.timer.record(.decode)
            try context.workspace.resamplers.first.push(
                strip.bytes, rowBytes: strip.rowBytes, rowCount: rows.count, into: &result)
            context.timer.record(.resize)
        }
        return result
    }

    /// Whether no pixel is transparent, whatever the file makes room for.
    ///
    /// - Throws: what is wrong with the file; `outOfMemory`, `cancelled`.
    func isOpaque(_ file: Span<UInt8>) throws(ImagePrepError) -> Bool {
        guard layout.hasAlpha else { return true }
        try begin(scaledTo: size, of: file)
        var strip = try makeStrip()
        for start in stride(from: 0, to: size.height, by: PixelRows.atOnce) {
            let rows = rows(from: start)
            try read(rows, of: file, into: &strip)
            guard strip.isOpaque(rowCount: rows.count) else { return false }
        }
        return true
    }
}
