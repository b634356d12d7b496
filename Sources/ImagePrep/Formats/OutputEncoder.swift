/// A format that can be written. The room of such a format renders whatever file it is given, by what that file can be opened as.
package protocol OutputEncoder: SendableMetatype {
    static var descriptor: FormatDescriptor { get }
    /// Whether pixels come back from it as they went in, transparency included.
    static var isLossless: Bool { get }

    /// Decodes, converts, resizes, orients and encodes, under the limits of the context's options.
    static func render(
        _ file: Span<UInt8>, _ inspection: Inspection, _ plan: Plan, in context: PreparationContext
    ) throws(ImagePrepError) -> AttemptOutcome

    /// Renders pixels that are open already.
    static func render(
        _ picture: PixelPicture, of file: Span<UInt8>, _ inspection: Inspection, _ plan: Plan,
        in context: PreparationContext
    ) throws(ImagePrepError) -> RouteOutput
}
