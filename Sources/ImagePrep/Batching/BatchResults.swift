/// Where workers leave results and one reader waits for them.
final class BatchResults<ID: Sendable>: Sendable {
    typealias Reader = CheckedContinuation<BatchResult<ID>?, Never>

    private struct State {
        var finished: [Int: BatchResult<ID>] = [:]
        /// Numbers in the order of finishing.
        var finishedOrder: [Int] = []
        var drawnCount = 0
        var deliveredCount = 0
        var reader: Reader?
        var isEnded = false
    }

    private let order: BatchOptions.Order
    private let state = ConditionLock(State())

    init(order: BatchOptions.Order) {
        self.order = order
    }

    /// The number of the next item.
    func draw() -> Int {
        state.change { state in
            state.drawnCount += 1
            return state.drawnCount - 1
        }
    }

    func add(_ result: BatchResult<ID>, number: Int) {
        change { state in
            state.finished[number] = result
            state.finishedOrder.append(number)
        }
    }

    /// Resumes the reader with the next result when there is one, or with nil when there will be none.
    func fetch(_ reader: Reader) {
        change { $0.reader = reader }
    }

    func end() {
        change { $0.isEnded = true }
    }

    /// Changes the state and resumes the reader where that gives it something.
    private func change(_ body: (inout State) -> Void) {
        let delivery: (reader: Reader, result: BatchResult<ID>?)? = state.change { state in
            body(&state)
            guard let reader = state.reader else { return nil }
            let result = state.isEnded ? nil : takeNext(&state)
            guard state.isEnded || result != nil else { return nil }
            state.reader = nil
            return (reader, result)
        }
        delivery?.reader.resume(returning: delivery?.result)
    }

    private func takeNext(_ state: inout State) -> BatchResult<ID>? {
        let number: Int? =
            switch order {
            case .input: state.deliveredCount
            case .completion: state.finishedOrder.first
            }
        guard let number, let result = state.finished.removeValue(forKey: number) else { return nil }
        state.finishedOrder.removeAll { $0 == number }
        state.deliveredCount += 1
        return result
    }
}
