internal import CImageCodecs

/// How the samples of a PNG become plain ones, where they cannot stay as they are: 8 or 16 bits, gray or RGB, alpha where a
/// pixel may be transparent. A palette becomes gray where all of its colours are.
struct PNGExpansion {
    let layout: SampleLayout
    let settings: ip_pixels_expansion
    /// The data of tRNS where it names one gray or one colour; empty where it does not.
    let key: [UInt8]

    init(of input: Span<UInt8>, _ structure: PNGStructure, _ palette: PNGPalette?, isForcedToRGB: Bool = false) {
        var settings = ip_pixels_expansion()
        let header = structure.header
        settings.bit_depth = UInt8(header.bitDepth)
        settings.color_type = UInt8(header.colorType)
        var colors = header.colorType == 0 || header.colorType == 4 ? 1 : 3
        var hasAlpha = header.colorType >= 4
        if let palette {
            (colors, hasAlpha, key) = (palette.isGray ? 1 : 3, palette.hasAlpha, [])
            settings.setPalette(palette)
        } else {
            key = structure.transparentEntries(in: input)
            hasAlpha = hasAlpha || !key.isEmpty
            settings.setKey(key)
        }
        if isForcedToRGB { colors = 3 }
        settings.channels = UInt32(colors + (hasAlpha ? 1 : 0))
        layout = SampleLayout(
            channels: Int(settings.channels), bytesPerSample: header.bitDepth == 16 ? 2 : 1, hasAlpha: hasAlpha)
        self.settings = settings
    }
}

extension ip_pixels_expansion {
    fileprivate mutating func setPalette(_ palette: PNGPalette) {
        unsafe withUnsafeMutableBytes(of: &self.palette) { entries in
            for entry in 0..<256 {
                let color = entry < palette.count ? Array(palette.colors[entry * 3..<entry * 3 + 3]) : [0, 0, 0]
                let alpha = entry < palette.alphas.count ? palette.alphas[entry] : 255
                for (channel, sample) in (color + [alpha]).enumerated() { unsafe entries[entry * 4 + channel] = sample }
            }
        }
    }

    /// Two bytes for gray, six for RGB.
    fileprivate mutating func setKey(_ bytes: [UInt8]) {
        guard bytes.count >= 2 else { return }
        has_key = true
        let samples = stride(from: 0, to: bytes.count - 1, by: 2).map {
            UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
        }
        key = (samples[0], samples.count > 2 ? samples[1] : 0, samples.count > 2 ? samples[2] : 0)
    }
}

extension PixelBuffer {
    func layout(_ hasAlpha: Bool) -> SampleLayout {
        SampleLayout(channels: channels, bytesPerSample: bytesPerSample, hasAlpha: hasAlpha)
    }
}
