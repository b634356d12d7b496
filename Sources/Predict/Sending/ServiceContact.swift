internal import ImagePrep

/// Whether the service was ever heard of, whoever asked it.
final class ServiceContact: Sendable {
    private let answered = ConditionLock(false)

    /// Whether anything came back, be it an error.
    var hasAnswered: Bool { answered.change { $0 } }

    func noteAnswer() { answered.change { $0 = true } }
}
