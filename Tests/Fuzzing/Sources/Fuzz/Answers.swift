import Dispatch
import Foundation
import ImagePrep
import Predict

/// Answers every request with the same bytes.
private struct FixedTransport: Transport {
    let answer: TransportResponse

    func send(_ request: TransportRequest) async throws -> TransportResponse { answer }
}

/// Whatever the service sends: one answer for each input, in order, and none that cannot be used.
func readAnswer(_ input: [UInt8]) {
    guard let first = input.first else { return }
    let status = [200, 200, 400, 429, 500][Int(first) % 5]
    let body =
        first == UInt8(ascii: "{") ? input : isPicture(input) ? answer(withMask: input) : Array(input.dropFirst())
    let answer = TransportResponse(status: status, body: body)
    let finished = DispatchSemaphore(value: 0)
    Task.detached {
        await ask(answer)
        finished.signal()
    }
    finished.wait()
}

private func isPicture(_ input: [UInt8]) -> Bool {
    input.starts(with: [0x89, 0x50]) || input.starts(with: [0xFF, 0xD8])
}

/// In base64 hardly any change leaves a checksum right: pictures are mutated as such.
private func answer(withMask file: [UInt8]) -> [UInt8] {
    let mask = Data(file).base64EncodedString()
    let region = #"{"region_info":{"mask":{"image":{"base64":"\#(mask)"}}}}"#
    return Array(#"{"status":{"code":10000},"outputs":[{"data":{"regions":[\#(region)]}},{},{}]}"#.utf8)
}

private func ask(_ answer: TransportResponse) async {
    guard let token = try? AccessToken("fuzz-key"), let configuration = try? ClientConfiguration(accessToken: token)
    else {
        fatalError("a sound configuration is refused")
    }
    var limits = RequestLimits()
    limits.requestsPerSecond = 1_000_000
    var client = PredictClient(configuration, limits: limits, transport: FixedTransport(answer: answer))
    // No pause fits, so nothing is sent again.
    client.retryPolicy.deadline = .seconds(2)
    client.retryPolicy.firstPause = .seconds(60)
    client.retryPolicy.longestPause = .seconds(60)
    let inputs = (0..<3).map { PredictInput.url("https://example.com/\($0).jpg") }
    guard let answers = try? await client.predict(inputs, model: .generalImageDetection) else {
        fatalError("nothing comes of three inputs")
    }
    precondition(answers.map(\.index) == [0, 1, 2], "answers are lost or out of order")
    for case .success(let prediction) in answers.map(\.outcome) { check(prediction) }
    precondition(!"\(answers)".contains("fuzz-key"), "the key is told")
}

private func check(_ prediction: Prediction) {
    let picture = SentPicture(
        size: PixelSize(width: 300, height: 200), storedSize: PixelSize(width: 200, height: 300), orientation: .rotate90
    )
    for region in prediction.regions {
        if let mask = region.mask, isSmall(mask), let plane = try? mask.plane() {
            precondition(plane.samples.count == plane.size.pixelCount)
        }
        guard let box = region.box else { continue }
        let pixels = picture.storedPixels(of: box)
        precondition(pixels.left >= 0 && pixels.top >= 0 && pixels.right <= 200 && pixels.bottom <= 300)
    }
}

/// A mask may have as many pixels as any picture; a second for each input would leave few to try.
private func isSmall(_ mask: Mask) -> Bool {
    (try? ImagePreparer(options: smallLimits).inspect(mask.file.span)) != nil
}
