extension ColorStep {
    /// What has to happen so that `policy` holds.
    package init(for inspection: Inspection, policy: PrepareOptions.ColorPolicy) {
        switch (policy, inspection.profile) {
        case (.keep, .none): self = inspection.hasColorChunks ? .keepProfile : .none
        case (.keep, _): self = .keepProfile
        // A profile that is not sRGB is worse lost than kept, as long as it cannot be converted.
        case (.srgb, .icc): self = .keepProfile
        case (.srgb, _): self = .none
        }
    }
}

extension Inspection {
    /// PNG's gAMA, cHRM and their like, which only `.keep` keeps.
    fileprivate var hasColorChunks: Bool { metadata.contains { $0.kind == .colorChunk || $0.kind == .iccProfile } }
}
