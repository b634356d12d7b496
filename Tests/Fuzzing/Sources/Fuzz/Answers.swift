import Dispatch
import ImagePrep
import Predict

/// Answers the first requests with the same bytes, which may ask to send again or in parts, and every later one with a
/// refusal of the key, which ends the run.
private actor FixedTransport: Transport {
    private let answer: TransportResponse
    private var requests = 0

    init(answer: TransportResponse) { self.answer = answer }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        requests += 1
        return requests <= 8 ? answer : TransportResponse(status: 401, body: [])
    }
}

/// Whatever the service sends: one answer for each input, in order, and none that cannot be used.
func readAnswer(_ input: [UInt8]) {
    guard let first = input.first else { return }
    let status = [200, 200, 400, 429, 500][Int(first) % 5]
    let body = first == UInt8(ascii: "{") ? input : Array(input.dropFirst())
    let answer = TransportResponse(status: status, body: body)
    let finished = DispatchSemaphore(value: 0)
    Task.detached {
        await ask(answer)
        finished.signal()
    }
    finished.wait()
}

/// Always by the same way: one task at a time, no random numbers, no clock that matters. A fuzzer would take another way in
/// another run for something new.
private func ask(_ answer: TransportResponse) async {
    guard let token = try? AccessToken("fuzz-key"), let configuration = try? ClientConfiguration(accessToken: token)
    else {
        fatalError("a sound configuration is refused")
    }
    var limits = RequestLimits()
    limits.requestsPerSecond = 1_000_000
    var client = PredictClient(configuration, limits: limits, transport: FixedTransport(answer: answer))
    client.concurrency = 1
    client.preparationConcurrency = 1
    client.retryPolicy.random = { 0 }
    client.retryPolicy.firstPause = .zero
    client.retryPolicy.longestPause = .zero
    let inputs = (0..<3).map { PredictInput.url("https://example.com/\($0).jpg", id: "input-\($0)") }
    guard let answers = try? await client.predict(inputs, model: .generalImageDetection) else {
        fatalError("nothing comes of three inputs")
    }
    precondition(answers.map(\.index) == [0, 1, 2], "answers are lost or out of order")
    for case .success(let prediction) in answers.map(\.outcome) { check(prediction) }
    precondition(!"\(answers)".contains("fuzz-key"), "the key is told")
}

private func check(_ prediction: Prediction) {
    let picture = SentImage(
        size: PixelSize(width: 300, height: 200), storedSize: PixelSize(width: 200, height: 300), orientation: .rotate90
    )
    for region in prediction.regions {
        guard let box = region.box else { continue }
        let pixels = picture.storedPixels(of: box)
        precondition(pixels.left >= 0 && pixels.top >= 0 && pixels.right <= 200 && pixels.bottom <= 300)
    }
}

/// A picture as the mask of a region, which a service sends in base64: there hardly any change would leave a checksum right.
func readMask(_ input: [UInt8]) {
    let mask = Mask(file: input)
    guard isSmall(mask), let plane = try? mask.plane() else { return }
    precondition(plane.samples.count == plane.size.pixelCount)
    precondition((plane.coveredShare == 0) == plane.samples.allSatisfy { $0 == 0 })
}

/// A mask may have as many pixels as any picture; a second for each input would leave few to try.
private func isSmall(_ mask: Mask) -> Bool {
    (try? ImagePreparer(options: smallLimits).inspect(mask.file.span)) != nil
}
