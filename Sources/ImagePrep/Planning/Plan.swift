/// How an image will be prepared, decided on its header alone.
public struct Plan: Sendable, Hashable {
    /// How it will be prepared.
    public var route: Route
    /// Why, in words.
    public var reason: String
    /// The upright size to write; a byte budget may still force a smaller one.
    public var targetSize: PixelSize
    /// The format to write; a byte budget may still turn PNG into JPEG where the options say `.auto`.
    public var format: ImageFormat
    /// Whether a colour conversion is needed, and which.
    public var color: ColorStep
    /// What carrying it out will take in a batch, in bytes: input, working memory and output together, where a rewrite
    /// makes its output of the input's memory. A batch admits no more images at a time than its memory holds of these.
    public internal(set) var predictedMemoryBytes = 0
    /// What somebody should know of the decision, in full sentences.
    public var warnings: [String] = []
    /// What only planning finds beside the image: tables that nothing uses, bytes behind the compressed image data.
    package var findings: [MetadataItem] = []
    /// The parts of the input that decoding needs; nil where the route makes something else of it.
    package var excerpt: Excerpt?
    /// Set where coefficients are coded anew in order to save bytes; where that does not suffice, a render has to.
    package var saving: LosslessSaving?
    /// Whether only the budget asks for a render, so that where the same coefficients turn out to fit when they are coded
    /// anew, that is better.
    package var mayBeCodedAnew = false

    package init(route: Route, reason: String, targetSize: PixelSize, format: ImageFormat, color: ColorStep = .none) {
        self.route = route
        self.reason = reason
        self.targetSize = targetSize
        self.format = format
        self.color = color
    }
}

/// The ways to prepare an image, cheapest first.
public enum Route: String, Sendable, Hashable, CaseIterable {
    /// The very same bytes: nothing to do.
    case copy
    /// Segments or chunks are dropped; the image data is copied untouched.
    case rewrite
    /// JPEG blocks are moved, or recoded, in the DCT domain; coefficients stay exact.
    case transform
    /// Decoded, and encoded again.
    case render
}

/// What has to happen to colour on the way.
public enum ColorStep: String, Sendable, Hashable, CaseIterable {
    case none
    /// None, and the profile travels along.
    case keepProfile
    /// From the embedded or implied profile to sRGB.
    case convertToSRGB
}
