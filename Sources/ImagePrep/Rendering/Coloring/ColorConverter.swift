internal import CImageCodecs

/// Converts samples to sRGB: relative colorimetric with black point compensation. For one image at a time, not shared.
package struct ColorConverter {
    /// What goes in.
    package enum Samples: Sendable, Hashable {
        /// Gray, alone or with alpha behind it.
        case gray
        case rgb
        /// RGB with alpha behind it, which stays as it is.
        case rgba
        /// CMYK of 8 bits as libjpeg hands it out for Adobe's files, 255 being no ink. Comes out as RGB.
        case cmyk
    }

    enum Method {
        case matrix(MatrixShaperTables)
        case gray(GrayTable)
        case profile(ProfileTransform)
        case plainCMYK
        case toneMapping(ToneMapping)
    }

    let method: Method
    /// For the receipt.
    package let displayName: String
    /// Whether light brighter than white is rolled off, so that what is seen is a choice and not the file's word.
    package let isToneMapped: Bool

    /// - Parameter bytesPerSample: 1 or 2.
    /// - Returns: nil where the samples are plain sRGB already.
    /// - Throws: `outOfMemory`; `malformed` where Little CMS refuses the profile after all.
    package init?(_ color: SourceColor, _ samples: Samples, bytesPerSample: Int) throws(ImagePrepError) {
        switch (color, samples) {
        case (.matrix(let profile), .rgb), (.matrix(let profile), .rgba):
            method = .matrix(try MatrixShaperTables(profile, bytesPerSample: bytesPerSample))
        case (.gray(let curve, _), .gray):
            method = .gray(GrayTable(curve, bytesPerSample: bytesPerSample))
        case (.highDynamicRange(let range), .rgb), (.highDynamicRange(let range), .rgba):
            method = .toneMapping(try ToneMapping(range, bytesPerSample: bytesPerSample))
        case (.highDynamicRange(let range), .gray):
            method = .gray(GrayTable(range, bytesPerSample: bytesPerSample))
        case (.lut(let profile), .gray):
            method = .gray(try GrayTable(profile, bytesPerSample: bytesPerSample))
        case (.lut(let profile), _):
            method = .profile(try ProfileTransform(profile, samples.layout, bytesPerSample: bytesPerSample))
        case (_, .cmyk):
            method = .plainCMYK
        default: return nil
        }
        displayName = Self.displayName(color)
        if case .highDynamicRange = color { isToneMapped = true } else { isToneMapped = false }
    }

    private static func displayName(_ color: SourceColor) -> String {
        guard let name = color.name, color != .srgb else { return "CMYK without a profile to sRGB" }
        if case .highDynamicRange(let range) = color {
            return "\(name) to sRGB, tone mapped from \(Int(range.peak).formatted) cd/m2 to a white of "
                + "\(Int(HighDynamicRange.referenceWhite)) by BT.2390"
        }
        return "\(name) to sRGB, relative colorimetric with black point compensation"
    }

    /// Gray, RGB or RGBA in place; the depth and the channels are those that the converter was made for.
    package func convert(_ pixels: inout PixelBuffer, in context: PreparationContext? = nil) throws(ImagePrepError) {
        switch method {
        case .matrix(let tables): tables.convert(&pixels)
        case .gray(let table): table.convert(&pixels)
        case .toneMapping(let mapping): mapping.convert(&pixels)
        case .profile(let transform):
            var codecContext = CodecContext(cancellation: context?.cancellation)
            try transform.convert(&pixels, &codecContext)
        case .plainCMYK: throw .internalFault("CMYK cannot become RGB in place")
        }
    }

    /// CMYK of four channels to RGB of three, both of 8 bits and of the same size.
    package func convertCMYK(
        _ cmyk: borrowing PixelBuffer, to rgb: inout PixelBuffer, in context: PreparationContext? = nil
    ) throws(ImagePrepError) {
        guard cmyk.size == rgb.size, cmyk.channels == 4, rgb.channels == 3 else {
            throw .internalFault("CMYK of \(cmyk.size) to RGB of \(rgb.size)")
        }
        switch method {
        case .profile(let transform):
            var codecContext = CodecContext(cancellation: context?.cancellation)
            try transform.convert(cmyk, to: &rgb, &codecContext)
        default:
            unsafe ip_color_ink_to_rgb(
                cmyk.baseAddress.assumingMemoryBound(to: UInt8.self), cmyk.rowBytes,
                rgb.baseAddress.assumingMemoryBound(to: UInt8.self), rgb.rowBytes, cmyk.size.width, cmyk.size.height)
        }
    }

    /// The entries of a palette: red, green, blue of each, 8 bits. The image's indices stay as they are.
    package func convertPalette(_ entries: inout [UInt8]) throws(ImagePrepError) {
        let count = entries.count / 3
        guard count > 0 else { return }
        var pixels = try PixelBuffer(
            size: PixelSize(width: (entries.count + 2) / 3, height: 1), channels: 3, bytesPerSample: 1)
        pixels.setFirstRow(entries)
        try convert(&pixels)
        for index in entries.indices.prefix(3 * count) { entries[index] = pixels.bytes[index] }
    }
}

extension PixelBuffer {
    fileprivate mutating func setFirstRow(_ values: [UInt8]) {
        var bytes = mutableBytes
        for index in values.indices { bytes[index] = values[index] }
    }
}

extension ColorConverter.Samples {
    var layout: ip_color_layout {
        switch self {
        case .gray: IP_COLOR_GRAY
        case .rgb: IP_COLOR_RGB
        case .rgba: IP_COLOR_RGBA
        case .cmyk: IP_COLOR_CMYK
        }
    }
}
