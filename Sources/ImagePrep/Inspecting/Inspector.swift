/// Reads what is in a file without decoding it.
struct Inspector {
    let limits: InputLimits

    func inspect(_ input: Span<UInt8>) throws(ImagePrepError) -> Inspection {
        throw .unsupported(feature: "Inspecting", advice: "wait for it to be built")
    }
}
