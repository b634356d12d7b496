/// What a file says of its colour, read once while it is inspected.
package struct ProfileReading: Sendable, Hashable {
    /// What the samples mean.
    package var color: SourceColor
    /// The same where PNG's gAMA and cHRM are honoured; nil where they say nothing, or something better is there.
    package var colorByGamma: SourceColor?
    /// That both are ignored, which is so unless the caller honours them; nil where `colorByGamma` is.
    package var gammaWarning: String?
    /// The whole profile, cut to the size that it declares, to travel along where the caller keeps it; empty where there
    /// is none that is well-formed.
    package var iccProfile: [UInt8]
    /// Payloads of the JPEG segments that make the profile, in the order of their numbers. They may have more bytes than it.
    package var iccParts: [Range<Int>] = []
    /// What was wrong or ignored.
    package var warnings: [String]

    package init(
        _ color: SourceColor = .untagged, colorByGamma: SourceColor? = nil, iccProfile: [UInt8] = [],
        warnings: [String] = []
    ) {
        self.color = color
        self.colorByGamma = colorByGamma
        self.iccProfile = iccProfile
        self.warnings = warnings
    }

    /// A profile out of a container, with a warning where it cannot be used.
    init(iccProfile: [UInt8], _ color: SourceColor) {
        self.init(color)
        if case .broken(let reason) = color {
            warnings = [Self.warning(reason)]
        } else {
            self.iccProfile = ICCProfile.cutToDeclaredSize(iccProfile)
        }
    }

    /// A profile that is there but not to be had.
    init(brokenProfile reason: String) {
        self.init(.broken(reason), warnings: [Self.warning(reason)])
    }

    private static func warning(_ reason: String) -> String {
        "The colour profile cannot be used and the image counts as untagged: \(reason)."
    }

    /// What `inspect` says of it.
    package var embeddedProfile: EmbeddedProfile {
        switch color {
        case .untagged: .none
        case .srgb: .srgb
        case .broken(let reason): .broken(reason)
        case .matrix, .gray, .lut, .highDynamicRange:
            iccProfile.isEmpty
                ? .named(color.name ?? "") : .icc(description: color.name ?? "", byteCount: iccProfile.count)
        }
    }
}
