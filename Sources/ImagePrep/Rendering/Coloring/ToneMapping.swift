internal import CImageCodecs

/// The tables that convert high dynamic range to sRGB, for samples of one depth. Immutable.
@safe final class ToneMapping {
    private let handle: OpaquePointer

    /// - Parameter bytesPerSample: 1 or 2.
    /// - Throws: `malformed` for primaries that span nothing, `outOfMemory`.
    init(_ range: HighDynamicRange, bytesPerSample: Int) throws(ImagePrepError) {
        guard let toXYZ = range.primaries.matrixToConnectionSpace,
            let fromXYZ = RGBPrimaries.srgb.matrixToConnectionSpace?.inverse
        else { throw .malformed("the primaries of its colours span no space") }
        let last = bytesPerSample == 1 ? 255 : 65_535
        let matrix = fromXYZ * toXYZ
        guard
            let handle = unsafe ip_color_tone_create(
                (0...last).map { range.light(Double($0) / Double(last)) }, range.systemGammaSteps,
                // Luminance as BT.2100 has it for HLG's system gamma: the middle row of its primaries' matrix.
                [0.2627, 0.6780, 0.0593], range.rollOffSteps, (0..<9).map { matrix.elements[$0] }, Int32(bytesPerSample)
            )
        else { throw .outOfMemory("tables for tone mapping") }
        unsafe self.handle = handle
    }

    deinit { unsafe ip_color_tone_free(handle) }

    /// Interleaved rows of 3 channels, or 4 of which the last stays.
    func convert(_ pixels: inout PixelBuffer) {
        unsafe ip_color_tone_convert(
            handle, pixels.baseAddress, pixels.rowBytes, pixels.size.width, pixels.size.height, Int32(pixels.channels))
    }
}

extension HighDynamicRange {
    /// Of a sample, 1 being the peak; for HLG of the scene.
    fileprivate func light(_ sample: Double) -> Double {
        switch transfer {
        case .pq: min(1, Self.light(pq: sample) / peak)
        case .hlg: Self.sceneLight(hlg: sample)
        }
    }

    /// Y to the power of 0.2, by the fourth root of Y; nil where samples stand for a display's light already.
    fileprivate var systemGammaSteps: [Double]? {
        guard transfer == .hlg else { return nil }
        return Self.steps { root in ip_power(root, 4 * (Self.systemGamma - 1)) }
    }

    /// By the fourth root of light, what leads from it to light of which 1 is white.
    fileprivate var rollOffSteps: [Double] {
        Self.steps { root in
            let share = max(1e-12, root * root * root * root)
            return rolledOff(share * peak) / (Self.referenceWhite * share)
        }
    }

    private static func steps(_ value: (Double) -> Double) -> [Double] {
        (0...Int(IP_COLOR_TONE_STEPS)).map { value(Double($0) / Double(IP_COLOR_TONE_STEPS)) }
    }
}
