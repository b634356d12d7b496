/// The colors of a frame as plain samples: gray where all of them are, with alpha where a pixel may be transparent.
struct GIFPalette {
    let layout: SampleLayout
    /// The samples of 256 indices. What the table lacks is black, as in most readers; what is transparent is all zero, so that no
    /// color hides beneath.
    let samples: [UInt8]
    /// Colors that the table has.
    let count: Int
    /// The colors as a table, with what is transparent; nil if it would take more than 256.
    let palette: IndexedPalette?
    /// The index of pixels that are free or missing: transparent where any may be, else black. Nil if none is left.
    let freeIndex: UInt8?

    init(_ structure: GIFStructure, in file: Span<UInt8>) {
        let table = structure.frame.colorTable
        count = table.count / 3
        layout = structure.layout(in: file)
        var samples: [UInt8] = []
        for index in 0..<256 {
            let isThere = index < table.count / 3 && index != structure.frame.transparentIndex
            for channel in 0..<(layout.channels < 3 ? 1 : 3) {
                samples.append(isThere ? file[table.lowerBound + 3 * index + channel] : 0)
            }
            if layout.hasAlpha { samples.append(index == structure.frame.transparentIndex ? 0 : 255) }
        }
        self.samples = samples
        freeIndex = UInt8(exactly: structure.frame.transparentIndex ?? count)
        let needsFreeIndex = structure.mayBeTransparent
        palette =
            needsFreeIndex && freeIndex == nil
            ? nil
            : IndexedPalette(
                table: table.map { file[$0] }, transparentIndex: needsFreeIndex ? freeIndex.map { Int($0) } : nil)
    }
}

extension IndexedPalette {
    /// The transparent color is black, so that none hides beneath.
    fileprivate init(table: [UInt8], transparentIndex: Int?) {
        self.init(colors: table, alphas: [])
        guard let transparentIndex else { return }
        extend(toHold: transparentIndex)
        for channel in 0..<3 { colors[3 * transparentIndex + channel] = 0 }
        alphas = [UInt8](repeating: 255, count: transparentIndex) + [0]
    }
}

extension GIFStructure {
    /// Of the pixels that its palette gives.
    func layout(in file: Span<UInt8>) -> SampleLayout {
        let table = frame.colorTable
        var isGray = true
        for start in stride(from: table.lowerBound, to: table.upperBound, by: 3) {
            isGray = isGray && file[start] == file[start + 1] && file[start] == file[start + 2]
        }
        let colors = isGray ? 1 : 3
        return SampleLayout(
            channels: colors + (mayBeTransparent ? 1 : 0), bytesPerSample: 1, hasAlpha: mayBeTransparent)
    }
}
