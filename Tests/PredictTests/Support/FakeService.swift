import Foundation
import Predict
import Synchronization

/// An in-process stand-in for the service: answers every image with one concept that is named after its bytes, unless a step
/// of the script says otherwise.
final class FakeService: Transport {
    enum Step: Sendable {
        case normal
        /// This top-level status and no outputs.
        case status(Int)
        /// A status for each image.
        case outputs([Int])
        case http(Int, body: String = "<html>gateway</html>", headers: [HTTPField] = [])
        case drop
        /// Never answers.
        case hang
        case fewerOutputs(Int)
        case body(String)
    }

    struct Received: Sendable {
        var url: String
        var headers: [HTTPField]
        var body: [UInt8]
        var declaredByteCount: Int
        var inputCount: Int
    }

    private struct State {
        var script: [Step]
        var received: [Received] = []
        var underWay = 0
        var mostUnderWay = 0
    }

    private let state: Mutex<State>
    private let pause: Duration
    private let steady: (@Sendable ([[String: Any]]) -> Step)?

    /// - Parameter steady: what is done when the script is over.
    init(_ script: [Step] = [], pause: Duration = .zero, steady: (@Sendable ([[String: Any]]) -> Step)? = nil) {
        state = Mutex(State(script: script))
        self.pause = pause
        self.steady = steady
    }

    var received: [Received] { state.withLock { $0.received } }
    var inputCounts: [Int] { received.map(\.inputCount) }
    var mostUnderWay: Int { state.withLock { $0.mostUnderWay } }

    /// Returns once so many requests have come in.
    func hasReceived(_ count: Int) async {
        while received.count < count { try? await Task.sleep(for: .milliseconds(1)) }
    }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        let body = request.body.assembled()
        let inputs = Self.inputs(of: body)
        let step = state.withLock { state in
            state.received.append(
                Received(
                    url: request.url, headers: request.headers, body: body, declaredByteCount: request.body.byteCount,
                    inputCount: inputs.count))
            state.underWay += 1
            state.mostUnderWay = max(state.mostUnderWay, state.underWay)
            return state.script.isEmpty ? nil : state.script.removeFirst()
        }
        defer { state.withLock { $0.underWay -= 1 } }
        if pause > .zero { try await Task.sleep(for: pause) }
        return try await perform(step ?? steady?(inputs) ?? .normal, inputs)
    }

    private func perform(_ step: Step, _ inputs: [[String: Any]]) async throws -> TransportResponse {
        switch step {
        case .normal: answer(inputs, codes: [])
        case .status(let code): response(["status": ["code": code, "description": "scripted"]], status: 400)
        case .outputs(let codes): answer(inputs, codes: codes)
        case .http(let status, let body, let headers):
            TransportResponse(status: status, headers: headers, body: Array(body.utf8))
        case .drop: throw TransportError.connection("the connection was lost")
        case .hang:
            try await { () async throws -> TransportResponse in
                try await Task.sleep(for: .seconds(3600))
                throw TransportError.timedOut
            }()
        case .fewerOutputs(let count): answer(Array(inputs.dropLast(count)), codes: [])
        case .body(let text): TransportResponse(status: 200, body: Array(text.utf8))
        }
    }

    private func answer(_ inputs: [[String: Any]], codes: [Int]) -> TransportResponse {
        var outputs: [[String: Any]] = []
        for (index, input) in inputs.enumerated() {
            let code = index < codes.count ? codes[index] : 10000
            outputs.append([
                "status": ["code": code, "description": code == 10000 ? "Ok" : "scripted"],
                "input": ["id": input["id"] as? String ?? "made-\(index)"],
                "data": ["concepts": [["id": "c", "name": Self.name(of: input), "value": 0.5]]],
            ])
        }
        let good = outputs.indices.count { $0 >= codes.count || codes[$0] == 10000 }
        let top = good == outputs.count ? 10000 : good > 0 ? 10010 : 10020
        return response(["status": ["code": top, "description": "top"], "outputs": outputs], status: 200)
    }

    private func response(_ object: [String: Any], status: Int) -> TransportResponse {
        let body = (try? JSONSerialization.data(withJSONObject: object)) ?? Data()
        return TransportResponse(status: status, headers: [], body: [UInt8](body))
    }

    static func inputs(of body: [UInt8]) -> [[String: Any]] {
        let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        return object?["inputs"] as? [[String: Any]] ?? []
    }

    /// The image's bytes as text, or its URL.
    static func name(of input: [String: Any]) -> String {
        let image = (input["data"] as? [String: Any])?["image"] as? [String: Any]
        if let url = image?["url"] as? String { return url }
        let bytes = (image?["base64"] as? String).flatMap { Data(base64Encoded: $0) } ?? Data()
        return String(decoding: bytes.prefix(64), as: UTF8.self)
    }
}
