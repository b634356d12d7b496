extension PredictRun {
    /// What is where, from one event to the next.
    struct State {
        let run: PredictRun
        private(set) var sending = 0
        private(set) var endingError: PredictError?
        private var room: ImageRoom
        /// Being loaded or prepared.
        private var preparing = 0
        /// Loaded, and waiting for the memory that preparing needs; first come first.
        private var loaded: [InputPreparer.LoadedImage] = []
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
            room = ImageRoom(limits: run.limits)
        }

        var wantsMore: Bool { waiting.isEmpty && !batch.isFull }

        /// Whether an input of `byteCount` may be loaded now. Not while an image waits for memory: small ones that came
        /// later would take it away, and could not be sent before it.
        mutating func startLoading(_ byteCount: Int) -> Bool {
            guard endingError == nil, loaded.isEmpty, preparing < run.preparationConcurrency,
                room.hasRoom(forLoading: byteCount)
            else { return false }
            preparing += 1
            room.take(byteCount)
            return true
        }

        /// The next image that may be prepared now; alone where it needs more than there is.
        mutating func takeForWork() -> InputPreparer.LoadedImage? {
            guard endingError == nil, let image = loaded.first else { return nil }
            let needed = image.predictedByteCount - image.bytes.count
            let isAlone = preparing == 0 && sending == 0 && batch.inputs.isEmpty
            guard isAlone || room.hasRoom(forWork: needed) else { return nil }
            loaded.removeFirst()
            preparing += 1
            room.take(needed)
            return image
        }

        mutating func handle(_ event: Event) {
            switch event {
            case .loaded(let position, let result, let id, let reserved):
                preparing -= 1
                room.giveBack(reserved)
                takeLoaded(result, at: position, id: id)
            case .prepared(let image, let result):
                preparing -= 1
                room.giveBack(image.predictedByteCount)
                takePrepared(result, at: image.outgoing.index, id: image.outgoing.id)
            case .answered(let batch, let outcomes):
                sending -= 1
                if !run.keepsImages { room.giveBack(batch.heldByteCount) }
                for (input, outcome) in zip(batch.inputs, outcomes) { finish(input, outcome) }
            }
        }

        private mutating func takeLoaded(
            _ result: Result<InputPreparer.Loaded, PredictError>, at position: Int, id: String?
        ) {
            switch result {
            case .success(.toPrepare(let image)):
                room.take(image.bytes.count)
                loaded.append(image)
            case .success(.ready(let input)): takePrepared(.success(input), at: position, id: id)
            case .failure(let error): takePrepared(.failure(error), at: position, id: id)
            }
        }

        private mutating func takePrepared(_ result: Result<OutgoingInput, PredictError>, at position: Int, id: String?)
        {
            switch result {
            case .success(let input):
                room.take(input.heldByteCount)
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
                room.giveBack(input.heldByteCount)
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
            let nothingFollows = preparing == 0 && (sending == 0 || isLast && loaded.isEmpty)
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
            let unsent = batch.inputs + waiting + early.values.compactMap(\.self) + loaded.map(\.outgoing)
            for input in unsent { finish(input, .failure(endingError)) }
            batch = run.newBatch
            waiting = []
            early = [:]
            loaded = []
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
            for answer in answers { room.giveBack(answer.image?.count ?? 0) }
            return answers
        }
    }

    var newBatch: Batch { Batch(limits: limits, emptyByteCount: template.emptyByteCount) }
}

extension SendOutcome {
    fileprivate static func failure(_ error: PredictError) -> SendOutcome { SendOutcome(result: .failure(error)) }
}
