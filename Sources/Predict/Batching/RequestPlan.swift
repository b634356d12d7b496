internal import ImagePrep

/// The requests of a call, as they would be sent.
public struct RequestPlan: Sendable {
    /// In the order in which they would start.
    public var requests: [Request]
    /// One answer an input: failures are what would be reported, successes hold no concepts.
    public var answers: [PredictAnswer]

    /// One request.
    public struct Request: Sendable, Hashable {
        /// The positions of its inputs.
        public var inputs: [Int]
        /// Bytes of its body, base64 and JSON included.
        public var byteCount: Int

        package init(inputs: [Int], byteCount: Int) {
            self.inputs = inputs
            self.byteCount = byteCount
        }
    }
}

/// Takes the place of sending.
final class PlanRecorder: Sendable {
    private let requests = ConditionLock<[RequestPlan.Request]>([])

    func record(_ batch: Batch) -> [SendOutcome] {
        let request = RequestPlan.Request(inputs: batch.inputs.map(\.index), byteCount: batch.byteCount)
        requests.change { $0.append(request) }
        return batch.inputs.map { _ in SendOutcome(result: .success(Prediction())) }
    }

    func plan(of answers: [PredictAnswer]) -> RequestPlan {
        RequestPlan(requests: requests.change { $0 }, answers: answers)
    }
}
