internal import CImageCodecs

/// Finds out what the samples of an image mean in colour. No profile makes an image fail: what cannot be used is a warning,
/// and the image is taken as untagged. Only want of memory does, as wrong colours must never come of it.
package struct ProfileReader {
    let limits: InputLimits

    package init(limits: InputLimits) { self.limits = limits }

    /// What a whole ICC profile means for samples of that kind.
    /// - Throws: `outOfMemory`.
    package func color(of profile: [UInt8], for model: ColorModel) throws(ImagePrepError) -> SourceColor {
        do throws(ProfileFault) {
            return try classify(ICCProfile(profile), model)
        } catch {
            if error.isWantOfMemory { throw .outOfMemory(error.reason) }
            return .broken(error.reason)
        }
    }

    private func classify(_ profile: ICCProfile, _ model: ColorModel) throws(ProfileFault) -> SourceColor {
        // Code points come before curves and tables, as a cICP chunk comes before a profile.
        if profile.space == .rgb, model != .cmyk, model != .ycck, let codes = profile.codePoints,
            let color = Self.color(codes: codes, in: profile.bytes.span, for: model)
        {
            return color
        }
        // Profiles that were made before there was a tag for it say so by name alone, and their tables clip what is brighter than white.
        if profile.space == .rgb, model != .cmyk, model != .ycck, let range = profile.namedHighDynamicRange {
            return .highDynamicRange(range)
        }
        switch (model, profile.space) {
        case (.gray, .gray), (.grayAlpha, .gray):
            if let curve = profile.grayCurve() { return .grayOrSRGB(curve, name: profile.name) }
            return try probe(profile, IP_COLOR_GRAY)
        case (.gray, .rgb), (.grayAlpha, .rgb):
            return try grayAxis(of: profile)
        case (.rgb, .rgb), (.rgba, .rgb), (.palette, .rgb), (.yCbCr, .rgb):
            if let matrix = profile.matrixProfile(), matrix.isConvertible { return .matrixOrSRGB(matrix) }
            return try probe(profile, IP_COLOR_RGB)
        case (.cmyk, .cmyk), (.ycck, .cmyk):
            return try probe(profile, IP_COLOR_CMYK)
        default:
            throw ProfileFault(
                "it describes \(profile.space.displayName) samples, and the image's are \(model.displayName)")
        }
    }

    /// Gray samples under an RGB profile are colours whose three samples are equal, as browsers have it.
    private func grayAxis(of profile: ICCProfile) throws(ProfileFault) -> SourceColor {
        guard let matrix = profile.matrixProfile(), matrix.curves[0] == matrix.curves[1],
            matrix.curves[1] == matrix.curves[2]
        else { throw ProfileFault("it describes RGB samples, and the image's are gray") }
        return .grayOrSRGB(matrix.curves[0], name: profile.name)
    }

    /// Asks Little CMS whether it can use the profile, and whether it does anything.
    private func probe(_ profile: ICCProfile, _ layout: ip_color_layout) throws(ProfileFault) -> SourceColor {
        var context = CodecContext(limits: limits)
        var difference = 0.0
        let status = unsafe profile.bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return IP_MALFORMED }
            return unsafe ip_color_profile_probe(&context.raw, base, bytes.count, layout, &difference)
        }
        guard status == IP_OK else {
            if status == IP_MALFORMED, profile.hasOnlyMultiProcessElements {
                throw ProfileFault("it has multi-process elements only, which are not read")
            }
            throw ProfileFault(context.message, isWantOfMemory: status == IP_OUT_OF_MEMORY)
        }
        return difference <= SourceColor.visibleDifference ? .srgb : .lut(profile)
    }
}

extension ICCProfile {
    /// As Adobe, Apple and the ICC name theirs, such as "Rec. ITU-R BT.2100 PQ".
    fileprivate var namedHighDynamicRange: HighDynamicRange? {
        for (ending, transfer) in [("PQ", HighDynamicRange.Transfer.pq), ("HLG", .hlg)]
        where name.contains("2100 \(ending)") || name.contains("_\(ending)") {
            return HighDynamicRange(transfer, name.contains("P3") ? .displayP3 : .rec2020)
        }
        return nil
    }
}

extension ICCProfile.Space {
    fileprivate var displayName: String {
        switch self {
        case .gray: "gray"
        case .rgb: "RGB"
        case .cmyk: "CMYK"
        }
    }
}

extension ColorModel {
    fileprivate var displayName: String {
        switch self {
        case .gray, .grayAlpha: "gray"
        case .rgb, .rgba, .palette, .yCbCr: "RGB"
        case .cmyk, .ycck: "CMYK"
        }
    }
}
