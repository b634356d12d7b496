internal import CImageCodecs

/// What each gray sample becomes in sRGB, for samples of one depth.
struct GrayTable {
    /// 256 entries for samples of 8 bits, 65,536 for 16.
    let entries: [UInt16]
    /// The same for samples of 8 bits; empty for 16.
    let bytes: [UInt8]

    /// By a curve, with its darkest value moved to black.
    init(_ curve: ToneCurve, bytesPerSample: Int) {
        let last = bytesPerSample == 1 ? 255.0 : 65_535.0
        let entries: [UInt16] = (0...Int(last)).map { sample in
            UInt16((MatrixShaperProfile.encodeSRGB(curve.withBlackAtZero(Double(sample) / last)) * last).rounded())
        }
        self.init(entries: entries)
    }

    /// By a tone mapping.
    init(_ range: HighDynamicRange, bytesPerSample: Int) {
        let last = bytesPerSample == 1 ? 255.0 : 65_535.0
        let entries: [UInt16] = (0...Int(last)).map { sample in
            UInt16((MatrixShaperProfile.encodeSRGB(range.grayLight(Double(sample) / last)) * last).rounded())
        }
        self.init(entries: entries)
    }

    /// By a gray profile with lookup tables.
    init(_ profile: ICCProfile, bytesPerSample: Int) throws(ImagePrepError) {
        let transform = try ProfileTransform(profile, IP_COLOR_GRAY, bytesPerSample: 2)
        let count = bytesPerSample == 1 ? 256 : 65_536
        let size = PixelSize(width: count, height: 1)
        var grays = try PixelBuffer(size: size, channels: 1, bytesPerSample: 2)
        var colors = try PixelBuffer(size: size, channels: 3, bytesPerSample: 2)
        for index in 0..<count { grays.setSample16(UInt16(index * 65_535 / (count - 1)), at: index) }
        var context = CodecContext()
        try transform.convert(grays, to: &colors, &context)
        // All three channels are alike; green is the one that rounding concerns least.
        let samples = (0..<count).map { colors.sample16(at: 3 * $0 + 1) }
        self.init(entries: bytesPerSample == 2 ? samples : samples.map { UInt16((Int($0) + 128) / 257) })
    }

    private init(entries: [UInt16]) {
        self.entries = entries
        bytes = entries.count == 256 ? entries.map { UInt8(truncatingIfNeeded: $0) } : []
    }

    /// Replaces the first channel; a second one is alpha and stays.
    func convert(_ pixels: inout PixelBuffer) {
        let (width, height) = (pixels.size.width, pixels.size.height)
        if pixels.bytesPerSample == 1 {
            unsafe ip_color_gray_convert8(
                bytes, pixels.baseAddress.assumingMemoryBound(to: UInt8.self), pixels.rowBytes, width, height,
                Int32(pixels.channels))
        } else {
            unsafe ip_color_gray_convert16(
                entries, pixels.baseAddress.assumingMemoryBound(to: UInt16.self), pixels.rowBytes, width, height,
                Int32(pixels.channels))
        }
    }
}

extension PixelBuffer {
    /// A 16-bit sample of the first row.
    fileprivate func sample16(at index: Int) -> UInt16 {
        UInt16(littleEndian: UInt16(bytes[2 * index]) | UInt16(bytes[2 * index + 1]) << 8)
    }

    fileprivate mutating func setSample16(_ value: UInt16, at index: Int) {
        let stored = value.littleEndian
        var bytes = mutableBytes
        bytes[2 * index] = UInt8(truncatingIfNeeded: stored)
        bytes[2 * index + 1] = UInt8(truncatingIfNeeded: stored >> 8)
    }
}
