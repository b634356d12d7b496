/// One call over many inputs: prepares some ahead, fills requests in the order of the inputs, keeps several under way.
///
/// Back-pressure: an image is prepared only where two requests' worth of image bytes have room for it, those that wait and
/// those that are being sent counted together. Every input gets exactly one answer.
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

    private enum Event: Sendable {
        case prepared(position: Int, Result<OutgoingInput, PredictError>, id: String?, reserved: Int)
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
                admitPreparations(from: &source, &state, &group)
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

    private func admitPreparations(
        from source: inout Source, _ state: inout State, _ group: inout ThrowingTaskGroup<Event, any Error>
    ) {
        while state.endingError == nil, state.preparing < preparationConcurrency, state.wantsMore {
            guard let (position, input) = source.peek() else { return }
            let reserved = preparer.expectedByteCount(of: input)
            guard state.hasRoom(for: reserved) else { return }
            source.advance()
            state.reserve(reserved)
            group.addTask { [preparer] in
                let result = await preparer.outgoing(input, index: position)
                return .prepared(position: position, result, id: input.id, reserved: reserved)
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

extension SendOutcome {
    fileprivate static func failure(_ error: PredictError) -> SendOutcome { SendOutcome(result: .failure(error)) }
}

extension PredictAnswer {
    fileprivate var isCancelled: Bool {
        if case .failure(.cancelled) = outcome { true } else { false }
    }
}

extension PredictRun {
    /// The inputs with their positions, one of them looked at ahead.
    private struct Source {
        private var iterator: AnyIterator<PredictInput>
        private var ahead: PredictInput?
        private var position = 0

        init(_ inputs: some Sequence<PredictInput>) {
            iterator = AnyIterator(inputs.makeIterator())
            ahead = iterator.next()
        }

        var isAtEnd: Bool { ahead == nil }

        func peek() -> (Int, PredictInput)? { ahead.map { (position, $0) } }

        mutating func advance() {
            ahead = iterator.next()
            position += 1
        }

        mutating func next() -> (Int, PredictInput)? {
            defer { if ahead != nil { advance() } }
            return peek()
        }
    }

    /// What is where, from one event to the next.
    private struct State {
        let run: PredictRun
        var preparing = 0
        var sending = 0
        var endingError: PredictError?
        /// Prepared and being sent, and expected of those that are being prepared.
        private var heldByteCount = 0
        /// Prepared out of turn, by position.
        private var early: [Int: OutgoingInput?] = [:]
        private var nextPosition = 0
        private var batch: Batch
        /// Prepared in turn, but the batch had no room: the beginning of the next ones.
        private var waiting: [OutgoingInput] = []
        private var finished: [Int: PredictAnswer] = [:]
        private var nextDelivery = 0

        init(run: PredictRun) {
            self.run = run
            batch = run.newBatch
        }

        var wantsMore: Bool { waiting.isEmpty && !batch.isFull }

        /// Two requests' worth of images, as bytes before base64.
        private var roomByteCount: Int { run.limits.requestBytes / 4 * 3 * 2 }

        func hasRoom(for byteCount: Int) -> Bool {
            heldByteCount == 0 || heldByteCount + byteCount <= roomByteCount
        }

        mutating func reserve(_ byteCount: Int) {
            preparing += 1
            heldByteCount += byteCount
        }

        mutating func handle(_ event: Event) {
            switch event {
            case .prepared(let position, let result, let id, let reserved):
                preparing -= 1
                heldByteCount -= reserved
                takePrepared(result, at: position, id: id)
            case .answered(let batch, let outcomes):
                sending -= 1
                if !run.keepsImages { heldByteCount -= batch.heldByteCount }
                for (input, outcome) in zip(batch.inputs, outcomes) { finish(input, outcome) }
            }
        }

        private mutating func takePrepared(_ result: Result<OutgoingInput, PredictError>, at position: Int, id: String?)
        {
            switch result {
            case .success(let input):
                heldByteCount += input.heldByteCount
                early.updateValue(input, forKey: position)
            case .failure(let error):
                finished[position] = PredictAnswer(index: position, id: id, outcome: .failure(error))
                early.updateValue(nil, forKey: position)
            }
            while let ready = early.removeValue(forKey: nextPosition) {
                nextPosition += 1
                if let ready { enqueue(ready) }
            }
        }

        private mutating func enqueue(_ input: OutgoingInput) {
            let added = run.template.byteCount(of: input)
            if waiting.isEmpty, batch.take(input, adding: added) { return }
            let alone = run.template.emptyByteCount + added - 1
            guard alone < run.limits.requestBytes else {
                heldByteCount -= input.heldByteCount
                let most = run.limits.requestBytes - 1
                finish(input, .failure(.overLimit(.requestBytes, limit: most, actual: alone)))
                return
            }
            waiting.append(input)
        }

        /// The batch, where it is full, or nothing is to follow it, or there is no room for what would.
        mutating func takeBatch(isLast: Bool) -> Batch? {
            guard endingError == nil else {
                failUnsent()
                return nil
            }
            let nothingFollows = preparing == 0 && (isLast || sending == 0)
            guard !batch.inputs.isEmpty, !wantsMore || nothingFollows else { return nil }
            defer { refillBatch() }
            sending += 1
            return batch
        }

        private mutating func refillBatch() {
            batch = run.newBatch
            let rest = waiting
            waiting = []
            for input in rest { enqueue(input) }
        }

        private mutating func failUnsent() {
            guard let endingError else { return }
            let unsent = batch.inputs + waiting + early.values.compactMap(\.self)
            for input in unsent { finish(input, .failure(endingError)) }
            batch = run.newBatch
            waiting = []
            early = [:]
        }

        private mutating func finish(_ input: OutgoingInput, _ outcome: SendOutcome) {
            var answer = PredictAnswer(
                index: input.index, id: input.id, picture: input.picture, outcome: outcome.result)
            answer.notes = input.notes + outcome.notes
            if run.keepsImages { answer.image = input.imageBytes }
            finished[input.index] = answer
            if case .failure(let error) = outcome.result, error.endsRun { endingError = endingError ?? error }
        }

        /// The answers that can be delivered now.
        mutating func takeFinished() -> [PredictAnswer] {
            var answers: [PredictAnswer] = []
            switch run.order {
            case .completion:
                answers = finished.values.sorted { $0.index < $1.index }
                finished = [:]
            case .input:
                while let answer = finished.removeValue(forKey: nextDelivery) {
                    answers.append(answer)
                    nextDelivery += 1
                }
            }
            for answer in answers { heldByteCount -= answer.image?.count ?? 0 }
            return answers
        }
    }

    fileprivate var newBatch: Batch { Batch(limits: limits, emptyByteCount: template.emptyByteCount) }
}
