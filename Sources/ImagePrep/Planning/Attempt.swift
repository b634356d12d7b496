/// One of the ways that a plan tries, in its order: it makes the output, or hands on to a later one with a reason.
package enum Attempt: Sendable, Hashable {
    /// The very bytes, for a JPEG once its image data was found to be whole where the options ask for that.
    case copy
    /// The parts of the input that decoding needs; the image data is looked at as for a copy.
    case rewrite(StrippedFile)
    /// The same coefficients, moved or recoded losslessly.
    case transform(Recode = .needed)
    /// New pixels. `mayRecodeLosslessly` where only the budget asks for them, so that recoding losslessly is better
    /// where a look at the picture finds that they fit then.
    case render(mayRecodeLosslessly: Bool = false)

    package var route: Route {
        switch self {
        case .copy: .copy
        case .rewrite: .rewrite
        case .transform: .transform
        case .render: .render
        }
    }
}

/// Why coefficients are recoded losslessly.
package enum Recode: Sendable, Hashable {
    /// Blocks have to move, or what is around them has to be mended.
    case needed
    /// To save bytes, as much as this says.
    case saving(RecodeEstimate)
}

/// What came of an attempt.
package enum AttemptOutcome: Sendable {
    case made(RouteOutput)
    /// The next attempt of this route has to do it. The reason is nil where that attempt will give its own.
    case handedOn(to: Route, because: PlanReason? = nil, encodes: Int = 0)
}
