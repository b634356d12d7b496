/// Drops what is not the image and copies the image data untouched.
struct Rewriter {
    let options: PrepareOptions

    func rewrite(
        _ input: Span<UInt8>, _ inspection: Inspection, _ plan: Plan
    ) throws(ImagePrepError) -> RouteOutput {
        throw .unsupported(feature: "Rewriting", advice: "wait for it to be built")
    }
}
