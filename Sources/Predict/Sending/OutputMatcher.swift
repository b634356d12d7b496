/// Finds the output of every input.
struct OutputMatcher {
    let inputs: [OutgoingInput]

    /// By place where there are as many outputs as inputs, otherwise by echoed id: then an input without one is an error, and
    /// where the ids do not tell, all are.
    func outcomes(of response: PredictResponse) -> [SendOutcome] {
        let outputs = response.outputs
        if outputs.isEmpty, response.status.disposition != .success {
            return inputs.map { _ in SendOutcome(result: .failure(.refused(response.status))) }
        }
        if outputs.count == inputs.count, isInOrder(outputs) {
            return outputs.map { outcome(of: $0, in: response) }
        }
        let fault = PredictError.unexpectedAnswer(
            "\(counted(outputs.count, "output")) for \(counted(inputs.count, "input"))")
        guard let places = placesByID(outputs) else {
            return inputs.map { _ in SendOutcome(result: .failure(fault)) }
        }
        return inputs.map { input in
            guard let place = input.id.flatMap({ places[$0] }) else { return SendOutcome(result: .failure(fault)) }
            return outcome(of: outputs[place], in: response)
        }
    }

    /// Whether no echoed id says otherwise; an id that we did not send says nothing.
    private func isInOrder(_ outputs: [PredictResponse.Output]) -> Bool {
        guard let places = placesByID(outputs) else { return true }
        return zip(inputs.indices, inputs).allSatisfy { index, input in places[input.id ?? ""] == index }
    }

    /// The place of each output by its input's id; nil unless all ids that we sent are there once and are different.
    private func placesByID(_ outputs: [PredictResponse.Output]) -> [String: Int]? {
        let ids = inputs.compactMap(\.id)
        guard ids.count == inputs.count, Set(ids).count == ids.count else { return nil }
        var places: [String: Int] = [:]
        for (place, output) in outputs.enumerated() {
            guard let id = output.prediction?.inputID, ids.contains(id) else { return nil }
            guard places.updateValue(place, forKey: id) == nil else { return nil }
        }
        return places
    }

    private func outcome(of output: PredictResponse.Output, in response: PredictResponse) -> SendOutcome {
        guard let prediction = output.prediction else {
            return SendOutcome(result: .failure(.unexpectedAnswer("the output of this image cannot be read")))
        }
        guard output.status.disposition == .success || isPlainSuccess(output.status, prediction, in: response) else {
            return SendOutcome(result: .failure(.refused(output.status)))
        }
        var outcome = SendOutcome(result: .success(prediction))
        // All outputs are fine, and still not all was done: such as a selected concept that does not exist.
        if response.status.code == .mixed, !response.status.details.isEmpty,
            response.outputs.allSatisfy({ $0.status.disposition == .success })
        {
            outcome.notes.append("Clarifai says: \(response.status.details).")
        }
        return outcome
    }

    /// An output without a status of its own has the request's, which may be mixed; then its data decide.
    private func isPlainSuccess(
        _ status: ServiceStatus, _ prediction: Prediction, in response: PredictResponse
    ) -> Bool {
        status == response.status && status.code == .mixed
            && !(prediction.concepts.isEmpty && prediction.regions.isEmpty)
    }
}
