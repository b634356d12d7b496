/// The colours of a palette image, and which of them are transparent.
struct PNGPalette {
    /// Red, green, blue of each entry, in order; at most 256.
    var colors: [UInt8]
    /// Alpha of the first entries; the others are opaque.
    var alphas: [UInt8]

    var count: Int { colors.count / 3 }

    /// nil for an image without a palette.
    init?(of input: Span<UInt8>, _ structure: PNGStructure) {
        guard structure.header.colorType == 3, let palette = structure.palette else { return nil }
        colors = palette.map { input[$0] }
        alphas = structure.transparentEntries(in: input)
    }

    /// Appends black entries up to `index`: what decoders show for indices that the palette does not have.
    mutating func extend(toHold index: Int) {
        guard index >= count else { return }
        colors += [UInt8](repeating: 0, count: (index + 1 - count) * 3)
    }

    /// Converts the colours; what is transparent stays so.
    mutating func convert(_ converter: ColorConverter) throws(ImagePrepError) {
        try converter.convertPalette(&colors)
    }

    /// Whether every entry is a gray.
    var isGray: Bool {
        (0..<count).allSatisfy { entry in
            let color = colors[entry * 3..<entry * 3 + 3]
            return color.allSatisfy { $0 == color.first }
        }
    }

    /// Whether an entry is transparent.
    var hasAlpha: Bool { alphas.contains { $0 != 255 } }
}
