/// A stored picture whose planes can be had as they are coded: gray, or YCbCr as JFIF has it (BT.601, full range), of 8 bits.
package protocol PlanarSource: AnyObject {
    /// Goes to the top, for a renderer that will make `target` of it, before it is turned; a source that can shrink while it decodes
    /// may give fewer samples.
    ///
    /// - Throws: what is wrong with the file, a limit, `outOfMemory`, `cancelled`.
    func begin(scaledTo target: PixelSize, of file: Span<UInt8>) throws(ImagePrepError) -> any PlaneSource

    /// What the decoder has warned of so far: the first in words, and all in number.
    var warnings: (descriptions: [String], count: Int) { get }
}

extension PlanarSource {
    package var warnings: (descriptions: [String], count: Int) { ([], 0) }
}

/// A picture that is opened to be rendered from its planes, and what has to happen to their colours.
package struct PlanarPicture {
    let source: any PlanarSource
    let colors: PictureColors

    /// Nil where planes of this format cannot be converted as the plan says, so that pixels have to be.
    ///
    /// - Throws: `outOfMemory`; `malformed` where Little CMS refuses the profile after all.
    package init?(
        _ source: any PlanarSource, of format: PlanarFormat, _ inspection: Inspection, for plan: Plan,
        _ options: PrepareOptions
    ) throws(ImagePrepError) {
        let samples: ColorConverter.Samples = format.color == .gray ? .gray : .rgb
        let colors = try PictureColors(inspection, samples, bytesPerSample: 1, for: plan, options)
        if let converter = colors.converter, !PlanarConversion.isSupported(format, by: converter) { return nil }
        self.init(source, colors)
    }

    init(_ source: any PlanarSource, _ colors: PictureColors) {
        self.source = source
        self.colors = colors
    }
}
