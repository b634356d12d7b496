// START HERE.

public import ImagePrep

/// Asks Clarifai's Predict API about pictures: prepares them on the way, sends as many in a request as the limits allow, tries
/// again where that helps, and gives one answer for every input, in order.
///
/// prepare -> batch -> send -> decode. A client is a value; the copies of one share its pace of requests.
public struct PredictClient: Sendable {
    /// The key, and which service.
    public var configuration: ClientConfiguration
    /// Prepares images and files on the way; its limits never exceed the service's. Default: ImagePrep's own defaults.
    public var preparer = ImagePreparer()
    /// What the service takes. Default: what its documentation says.
    public let limits: RequestLimits
    /// When a request is sent again. Default: for up to ten minutes.
    public var retryPolicy = RetryPolicy()
    /// What downloading a picture may cost (`PredictInput.fetched`).
    public var fetchLimits = FetchLimits()
    /// Called when a request failed and is to be sent again, from any task; answers tell the failures that stay. Default: none.
    public var onSetback: (@Sendable (PredictSetback) -> Void)?
    /// Requests under way at a time. Default: 4.
    public var concurrency = 4
    /// Images prepared at a time. Default: one for each core.
    public var preparationConcurrency = processorCount()
    private let transport: any Transport
    private let pacer: RequestPacer
    private let contact = ServiceContact()
    package var timekeeper: any Timekeeper = SystemTimekeeper()
    package var resolver: any HostResolver = SystemHostResolver()

    /// A client that uses the system's URL loading.
    public init(_ configuration: ClientConfiguration, limits: RequestLimits = RequestLimits()) {
        self.init(configuration, limits: limits, transport: URLSessionTransport())
    }

    /// A client with another transport.
    public init(
        _ configuration: ClientConfiguration, limits: RequestLimits = RequestLimits(), transport: some Transport
    ) {
        self.configuration = configuration
        self.limits = limits
        self.transport = transport
        pacer = RequestPacer(requestsPerSecond: limits.requestsPerSecond)
    }

    /// What `model` says of one picture.
    ///
    /// - Throws: `PredictError`.
    public func predict(
        _ input: PredictInput, model: ModelReference, options: PredictOptions = PredictOptions()
    ) async throws(PredictError) -> Prediction {
        let answers = try await predict([input], model: model, options: options)
        guard let answer = answers.first else { throw .unexpectedAnswer("there is none") }
        return try answer.get()
    }

    /// What `model` says of every picture: one answer each, in order; an input that fails says so in its answer.
    ///
    /// - Throws: `PredictError.invalidConfiguration` before anything is sent, `.cancelled`.
    public func predict(
        _ inputs: some Sequence<PredictInput>, model: ModelReference, options: PredictOptions = PredictOptions()
    ) async throws(PredictError) -> [PredictAnswer] {
        var answers: [PredictAnswer] = []
        do {
            try await predict(inputs, model: model, options: options) { answers.append($0) }
        } catch let error as PredictError {
            throw error
        } catch {
            // The receiver above does not throw, so only cancelling is left.
            throw .cancelled
        }
        return answers
    }

    /// As the one above, for more pictures than memory holds answers: each answer is handed to `deliver` when its turn has
    /// come, and the run waits for it.
    ///
    /// Memory: at most two requests' worth of images, whatever the number of inputs, beside what preparing needs.
    ///
    /// - Parameter order: `.completion` delivers as soon as a request is answered.
    /// - Parameter keepsImages: whether answers carry the image that was sent.
    /// - Throws: `PredictError.invalidConfiguration`, what `deliver` throws, `CancellationError`.
    public func predict(
        _ inputs: some Sequence<PredictInput>, model: ModelReference, options: PredictOptions = PredictOptions(),
        order: AnswerOrder = .input, keepsImages: Bool = false, deliver: (PredictAnswer) async throws -> Void
    ) async throws {
        try options.validate()
        let template = RequestTemplate(model: model, configuration: configuration, options: options)
        let sender = RequestSender(exchanger: exchanger, template: template)
        let run = makeRun(template, keepsImages: keepsImages, order: order) { await sender.send($0.inputs) }
        try await run.run(inputs, deliver: deliver)
    }

    /// The requests that `predict` would send, with nothing sent: prepares every input to know its size.
    ///
    /// - Throws: `PredictError.invalidConfiguration`, `.cancelled`.
    public func plan(
        _ inputs: some Sequence<PredictInput>, model: ModelReference, options: PredictOptions = PredictOptions()
    ) async throws(PredictError) -> RequestPlan {
        try options.validate()
        let template = RequestTemplate(model: model, configuration: configuration, options: options)
        let recorder = PlanRecorder()
        var run = makeRun(template, keepsImages: false, order: .input) { recorder.record($0) }
        // One after the other, so that they are recorded in the order in which they would start.
        run.concurrency = 1
        var answers: [PredictAnswer] = []
        do {
            try await run.run(inputs) { answers.append($0) }
        } catch {
            throw .cancelled
        }
        return recorder.plan(of: answers)
    }

    private func makeRun(
        _ template: RequestTemplate, keepsImages: Bool, order: AnswerOrder,
        send: @escaping @Sendable (Batch) async -> [SendOutcome]
    ) -> PredictRun {
        PredictRun(
            preparer: InputPreparer(
                preparer: preparer, limits: limits,
                fetcher: ImageFetcher(transport: transport, limits: fetchLimits, resolver: resolver)),
            template: template, limits: limits, concurrency: max(concurrency, 1),
            preparationConcurrency: max(preparationConcurrency, 1), keepsImages: keepsImages, order: order, send: send)
    }

    private var exchanger: RequestExchanger {
        RequestExchanger(
            configuration: configuration, transport: transport, policy: retryPolicy, pacer: pacer, contact: contact,
            timekeeper: timekeeper, onSetback: onSetback)
    }
}

/// When answers are delivered.
public enum AnswerOrder: Sendable, Hashable {
    /// In the order of the inputs.
    case input
    /// As soon as they are there.
    case completion
}
