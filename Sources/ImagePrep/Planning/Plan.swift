/// How an image will be prepared, decided on its header alone: attempts in their order, each of which makes the output or
/// hands on to a later one.
public struct Plan: Sendable, Hashable {
    /// The first makes the output, if it can.
    package var attempts: [Attempt]
    /// Why the first of them, and what attempts before it found.
    package var reasons: [PlanReason]
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
    package var removed: [MetadataItem] = []

    package init(
        _ attempts: Attempt..., because reasons: [PlanReason] = [], targetSize: PixelSize, format: ImageFormat,
        color: ColorStep = .none
    ) {
        self.attempts = attempts
        self.reasons = reasons
        self.targetSize = targetSize
        self.format = format
        self.color = color
    }
}

extension Plan {
    /// How it will be prepared, if nothing that only decoding finds is in the way.
    public var route: Route { attempts.first?.route ?? .render }

    /// Why, in words.
    public var reason: String { reasons.sentence }

    /// Why, as a stable name for programs; docs/report-schema.md lists them.
    public var reasonCode: String { reasons.code }

    /// The parts of the input that decoding needs; nil where the route makes something else of it.
    package var strippedFile: StrippedFile? {
        guard case .rewrite(let strippedFile) = attempts.first else { return nil }
        return strippedFile
    }

    /// How much is to be saved where coefficients are recoded losslessly in order to save bytes.
    package var saving: RecodeEstimate? {
        guard case .transform(.saving(let saving)) = attempts.first else { return nil }
        return saving
    }

    /// Whether a render may find that recoding losslessly is enough.
    package var mayRecodeLosslessly: Bool { attempts.first == .render(mayRecodeLosslessly: true) }

    /// Leaves out the attempts before the first of this route; a render where there is none.
    package mutating func begin(with route: Route) {
        attempts.removeFirst(attempts.firstIndex { $0.route == route } ?? attempts.count)
        if attempts.isEmpty { attempts = [.render()] }
    }

    /// Goes on with the next attempt of this route, for a reason that takes the place of those before.
    mutating func begin(with route: Route, because reason: PlanReason) {
        begin(with: route)
        reasons = [reason]
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
