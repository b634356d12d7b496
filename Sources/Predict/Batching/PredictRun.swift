/// One call over many inputs: loads and prepares some ahead, fills requests in the order of the inputs, keeps several under
/// way.
///
/// Back-pressure: an image is loaded, and prepared, only where there is room for it (`ImageRoom`); those that wait and those
/// that are being sent are counted. Every input gets exactly one answer.
struct PredictRun {
    let preparer: InputPreparer
    let template: RequestTemplate
    let limits: RequestLimits
    /// Requests under way at a time.
    var concurrency: Int
    /// Images prepared at a time.
    let preparationConcurrency: Int
    let keepsImages: Bool
    let order: AnswerOrder
    let send: @Sendable (Batch) async -> [SendOutcome]

    enum Event: Sendable {
        case loaded(position: Int, Result<InputPreparer.Loaded, PredictError>, id: String?, reserved: Int)
        case prepared(InputPreparer.LoadedImage, Result<OutgoingInput, PredictError>)
        case answered(Batch, [SendOutcome])
    }

    /// Calls `deliver` with each answer as it is there, and waits for it: a slow receiver slows the run down.
    ///
    /// - Throws: what `deliver` throws, and `CancellationError`.
    func run(
        _ inputs: some Sequence<PredictInput>, deliver: (PredictAnswer) async throws -> Void
    ) async throws {
        var source = Source(inputs)
        var state = State(run: self)
        try await withThrowingTaskGroup(of: Event.self) { group in
            while true {
                // Before looking at cancellation: what was answered and paid for is delivered.
                for answer in state.takeFinished() where !answer.isCancelled { try await deliver(answer) }
                try Task.checkCancellation()
                admitWork(&state, &group)
                admitLoading(from: &source, &state, &group)
                startSending(source, &state, &group)
                guard let event = try await group.next() else { break }
                state.handle(event)
            }
            for answer in state.takeFinished() { try await deliver(answer) }
            if let error = state.endingError {
                while let (position, input) = source.next() {
                    try await deliver(PredictAnswer(index: position, id: input.id, outcome: .failure(error)))
                }
            }
        }
    }

    private func admitWork(_ state: inout State, _ group: inout ThrowingTaskGroup<Event, any Error>) {
        while let image = state.takeForWork() {
            group.addTask { [preparer] in .prepared(image, await preparer.prepare(image)) }
        }
    }

    private func admitLoading(
        from source: inout Source, _ state: inout State, _ group: inout ThrowingTaskGroup<Event, any Error>
    ) {
        while state.wantsMore, let (position, input) = source.peek() {
            let reserved = preparer.expectedByteCount(of: input)
            guard state.startLoading(reserved) else { return }
            source.advance()
            group.addTask { [preparer] in
                let result = await preparer.load(input, index: position)
                return .loaded(position: position, result, id: input.id, reserved: reserved)
            }
        }
    }

    private func startSending(
        _ source: Source, _ state: inout State, _ group: inout ThrowingTaskGroup<Event, any Error>
    ) {
        while state.sending < concurrency, let batch = state.takeBatch(isLast: source.isAtEnd) {
            group.addTask { [send] in .answered(batch, await send(batch)) }
        }
    }
}

extension PredictAnswer {
    fileprivate var isCancelled: Bool {
        if case .failure(.cancelled) = outcome { true } else { false }
    }
}
