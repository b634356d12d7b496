/// Holds a file against the promise by its structure: whatever is not known to be needed is a breach.
package struct Verifier {
    let options: PrepareOptions
    /// Whether a colour profile may travel along.
    var allowsProfile: Bool
    /// Whether a PNG's image data is inflated to see that it is whole and ends where it should.
    var inflatesImageData = true
    /// Image data that is a copy of what was looked at before; it is not read again.
    var copied: CopiedImageData?

    init(options: PrepareOptions) {
        self.options = options
        allowsProfile = options.color == .keep
    }

    /// What there is to say of a file.
    package struct Verdict {
        /// Every way in which it falls short, in the order of the promise; empty if it keeps it.
        var breaches: [Breach]
        /// What its owner should know all the same, in full sentences.
        var warnings: [String] = []
        /// Whether only decoding can say more, of image data of which nothing is known to be wrong.
        var leavesImageData = false
    }

    func verdict(on file: Span<UInt8>, in context: PreparationContext) -> Verdict {
        do {
            var inspector = Inspector(limits: options.inputLimits)
            inspector.copied = copied
            let inspection = try inspector.inspect(file)
            var verdict = inspection.file.judge(file, inspection, by: self, in: context)
            verdict.breaches = orientationBreaches(inspection) + verdict.breaches + limitBreaches(inspection)
            return verdict
        } catch {
            return Verdict(breaches: [Breach(code: error.code, description: error.description)])
        }
    }

    private func orientationBreaches(_ inspection: Inspection) -> [Breach] {
        guard inspection.orientation != .upright else { return [] }
        let applied = "\(inspection.orientation.rawValue) (\(inspection.orientation.displayName))"
        return [Breach(code: "orientation", description: "The orientation \(applied) is not applied.")]
    }

    /// Bytes that a stripped file would leave out although nobody named them: the safety net under the names.
    func surplus(_ strippedFile: StrippedFile, _ file: Span<UInt8>, _ named: [Breach]) -> [Breach] {
        guard named.isEmpty, !strippedFile.isWhole(file.count) else { return [] }
        return [
            Breach(
                code: "surplus",
                description: "Of \(file.count.formattedByteCount) decoding needs \(strippedFile.byteCount.formatted), "
                    + "or needs them otherwise.")
        ]
    }

    private func limitBreaches(_ inspection: Inspection) -> [Breach] {
        let size = inspection.uprightSize
        var breaches: [Breach] = []
        func check(_ code: String, _ holds: Bool, _ description: @autoclosure () -> String) {
            if !holds { breaches.append(Breach(code: code, description: description())) }
        }
        check(
            "bytes", inspection.byteCount < options.maxBytes,
            "It has \(inspection.byteCount.formattedByteCount), and fewer than \(options.maxBytes.formatted) are allowed."
        )
        check(
            "pixels", size.pixelCount <= options.maxPixels,
            "Its \(size) are \(size.pixelCount.formatted) pixels, and \(options.maxPixels.formatted) are allowed.")
        check(
            "side", size.longestSide <= options.maxDimension ?? Int.max,
            "Its longer side of \(size) is over the limit of \((options.maxDimension ?? 0).formatted) pixels.")
        check(
            "patches", size.patchCount <= options.maxPatches ?? Int.max,
            "Its \(size) take \(size.patchCount.formatted) patches of 32 x 32 pixels, and "
                + "\((options.maxPatches ?? 0).formatted) are allowed.")
        check(
            "minSide", min(size.width, size.height) >= options.minDimension ?? 0,
            "Its shorter side of \(size) is under the limit of \((options.minDimension ?? 0).formatted) pixels.")
        check(
            "format", options.format == .auto || options.format.rawValue == inspection.format.rawValue,
            "It is a \(inspection.format.displayName), and \(options.format.rawValue) was asked for.")
        return breaches
    }
}

extension ImagePreparer {
    /// Every way in which a file falls short of the promise that `options` make; empty if it keeps it.
    ///
    /// - Parameter check: `.container` looks at the structure and inflates a PNG, by the rules that `prepare` holds its own
    ///   outputs against. `.imageData`, the default, decodes a JPEG too whose structure is right, which takes about as long
    ///   as preparing; what only that finds, such as bytes behind the last MCU of a scan, has the kind `.imageData`.
    public func verify(_ file: Span<UInt8>, check: PrepareOptions.InputCheck = .imageData) -> [Breach] {
        let verdict = Verifier(options: options).verdict(on: file, in: PreparationContext(options))
        guard check == .imageData, verdict.leavesImageData else { return verdict.breaches }
        return verdict.breaches + decodingBreaches(of: file)
    }

    /// Does for an array what `verify(_:check:)` does for a span.
    public func verify(_ file: [UInt8], check: PrepareOptions.InputCheck = .imageData) -> [Breach] {
        verify(file.span, check: check)
    }
}
