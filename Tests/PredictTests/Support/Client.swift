import Predict

let testToken = "test-pat-0123456789"

/// A client of `service` whose pauses take no time.
func makeClient(
    _ service: some Transport, limits: RequestLimits = RequestLimits(),
    timekeeper: any Timekeeper = ManualTimekeeper()
) throws -> PredictClient {
    let configuration = try ClientConfiguration(accessToken: AccessToken(testToken))
    var client = PredictClient(configuration, limits: limits, transport: service)
    client.timekeeper = timekeeper
    return client
}

/// Inputs that are told apart by their bytes; the service that the tests ask does not look whether they are images.
func numberedInputs(_ count: Int) -> [PredictInput] {
    (0..<count).map { .asIs(Array("image \($0)".utf8)) }
}

extension PredictAnswer {
    /// The name of the first concept, or the code of the error.
    var summary: String {
        switch outcome {
        case .success(let prediction): prediction.concepts.first?.name ?? "nothing"
        case .failure(let error): error.code
        }
    }

    var error: PredictError? {
        if case .failure(let error) = outcome { error } else { nil }
    }
}
