extension Verifier {
    /// For what was just made by `plan`: everything is parsed again but the image data that was copied as it stands, which
    /// inspecting and planning have read already. `verify` of a file reads that too.
    init(options: PrepareOptions, of plan: Plan, for inspection: Inspection) {
        // The limits are on what came in: a progressive render of a small file has more bytes and more scans.
        var own = options
        own.inputLimits.inputBytes = .max
        own.inputLimits.scans = .max
        own.inputLimits.segments = .max
        own.inputLimits.decodeWorkBytes = .max
        self.init(options: own)
        allowsProfile = allowsProfile || plan.color == .keepProfile
        // A copied stream was inflated to plan it, and an encoder's own ends where it says.
        inflatesImageData = false
        copied = inspection.file.copiedImageData(by: plan)
    }
}
