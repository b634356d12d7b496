extension ImagePreparer {
    /// What only decoding the whole image finds: missing or damaged data, and bytes that hide between it.
    ///
    /// Takes as long as preparing does. Empty for a file that decodes without a warning.
    public func decodingBreaches(of file: Span<UInt8>) -> [Breach] {
        do {
            let warnings = try decodingWarnings(of: file, in: PreparationContext(options))
            return warnings.map { Breach(code: "decode", kind: .imageData, description: "Decoding it warns: \($0).") }
        } catch {
            return [
                Breach(code: "decode", kind: .imageData, description: "It cannot be decoded: \(error.description)")
            ]
        }
    }

    private func decodingWarnings(
        of file: Span<UInt8>, in context: PreparationContext
    ) throws(ImagePrepError) -> [String] {
        let inspection = try inspect(file)
        return try inspection.file.decodingWarnings(of: file, in: context)
    }
}
