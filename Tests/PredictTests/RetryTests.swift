import Predict
import Testing

@Suite(.timeLimit(.minutes(5)))
struct RetryTests {
    @Test(arguments: [11003, 11005, 21351, 21352, 21354, 21355, 10030, 40030, 40031, 40032, 39997])
    func `what may pass is tried again`(code: Int) async throws {
        let service = FakeService([.status(code), .status(code)])
        let prediction = try await makeClient(service).predict(.asIs([65]), model: .generalImageRecognition)
        #expect(prediction.concepts.map(\.name) == ["A"])
        #expect(service.received.count == 3)
    }

    @Test(arguments: [408, 429, 502, 503, 504])
    func `a gateway's page is tried again`(status: Int) async throws {
        let service = FakeService([.http(status)])
        _ = try await makeClient(service).predict(.asIs([65]), model: .generalImageRecognition)
        #expect(service.received.count == 2)
    }

    @Test func `a dropped connection and a cut answer are tried again`() async throws {
        let service = FakeService([.drop, .body(#"{"status":{"code":10000,"desc"#)])
        _ = try await makeClient(service).predict(.asIs([65]), model: .generalImageRecognition)
        #expect(service.received.count == 3)
    }

    @Test(arguments: [11000, 11001, 11002, 11007, 11008, 11009, 11100, 21200, 21201, 21202, 21350, 21353, 25903, 11004])
    func `what cannot pass is not tried again and ends the call`(code: Int) async throws {
        let service = FakeService([.status(code)])
        var limits = RequestLimits()
        limits.inputs = 2
        var client = try makeClient(service, limits: limits)
        client.concurrency = 1
        let answers = try await client.predict(numberedInputs(9), model: .generalImageRecognition)
        #expect(answers.map(\.index) == Array(0..<9))
        #expect(service.received.count == 1)
        for answer in answers {
            guard case .refused(let status) = answer.error else {
                Issue.record("\(answer.summary)")
                continue
            }
            #expect(status.code == StatusCode(rawValue: code))
        }
    }

    @Test(arguments: [(11008, true), (11009, true), (21200, false), (30300, false)])
    func `only a fault of the key concerns the key`(code: Int, concernsKey: Bool) async throws {
        let service = FakeService([.status(code)])
        let error = await #expect(throws: PredictError.self) {
            try await makeClient(service).predict(.asIs([65]), model: .generalImageRecognition)
        }
        #expect(error?.concernsAccessToken == concernsKey)
    }

    @Test func `the JSON status counts more than HTTP's`() async throws {
        let failed = #"{"status":{"code":21350,"description":"Model deployment failed"}}"#
        let service = FakeService([.http(503, body: failed)])
        await #expect(throws: PredictError.self) {
            try await makeClient(service).predict(.asIs([65]), model: .generalImageRecognition)
        }
        #expect(service.received.count == 1)
    }

    @Test func `pauses double, are random by half and never longer than the longest`() async throws {
        for (random, factor) in [(0.0, 0.5), (1.0, 1.0)] {
            let clock = ManualTimekeeper()
            var client = try makeClient(FakeService(Array(repeating: .status(21351), count: 8)), timekeeper: clock)
            client.retryPolicy.random = { random }
            _ = try await client.predict(.asIs([65]), model: .generalImageRecognition)
            let expected = [0.5, 1, 2, 4, 8, 15, 15, 15].map { Duration.seconds($0 * factor) }
            #expect(clock.sleeps == expected)
        }
    }

    @Test func `the deadline ends the trying, with what was said last`() async throws {
        let clock = ManualTimekeeper()
        var client = try makeClient(FakeService(steady: { _ in .status(21351) }), timekeeper: clock)
        client.retryPolicy.deadline = .seconds(20)
        let error = await #expect(throws: PredictError.self) {
            try await client.predict(.asIs([65]), model: .generalImageRecognition)
        }
        guard case .unavailable(let status, let attempts) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(status.code == StatusCode(rawValue: 21351))
        #expect(attempts > 4)
        #expect(clock.elapsed < .seconds(20))
    }

    @Test(arguments: ["7", "7.0"])
    func `Retry-After is waited for`(seconds: String) async throws {
        let clock = ManualTimekeeper()
        let step = FakeService.Step.http(429, headers: [HTTPField(name: "retry-after", value: seconds)])
        _ = try await makeClient(FakeService([step]), timekeeper: clock)
            .predict(.asIs([65]), model: .generalImageRecognition)
        #expect(clock.elapsed >= .seconds(7))
        #expect(clock.elapsed < .seconds(9))
    }

    @Test func `a Retry-After beyond the deadline is not waited for`() async throws {
        let clock = ManualTimekeeper()
        let step = FakeService.Step.http(503, headers: [HTTPField(name: "Retry-After", value: "100000")])
        await #expect(throws: PredictError.self) {
            try await makeClient(FakeService([step]), timekeeper: clock)
                .predict(.asIs([65]), model: .generalImageRecognition)
        }
        #expect(clock.elapsed == .zero)
    }

    @Test(arguments: [FakeService.Step.http(413), .status(40033)])
    func `a request that is too large is split`(step: FakeService.Step) async throws {
        let service = FakeService([step, step])
        let answers = try await makeClient(service).predict(numberedInputs(8), model: .generalImageRecognition)
        #expect(answers.map(\.summary) == (0..<8).map { "image \($0)" })
        #expect(service.inputCounts == [8, 4, 2, 2, 4])
    }

    @Test func `a single image that is too large is refused`() async throws {
        let service = FakeService(steady: { inputs in
            inputs.contains { FakeService.name(of: $0) == "image 3" } ? .status(40033) : .normal
        })
        let answers = try await makeClient(service).predict(numberedInputs(6), model: .generalImageRecognition)
        #expect(answers.map { $0.error == nil } == [true, true, true, false, true, true])
    }

    @Test func `at most 15 requests start in any second`() async throws {
        let clock = ManualTimekeeper()
        let starts = Starts(clock)
        var limits = RequestLimits()
        limits.inputs = 1
        var client = try makeClient(starts, limits: limits, timekeeper: clock)
        client.concurrency = 1
        _ = try await client.predict(numberedInputs(50), model: .generalImageRecognition)
        let moments = starts.moments
        #expect(moments.count == 50)
        for index in 15..<50 { #expect(moments[index] - moments[index - 15] > .seconds(1)) }
        #expect(clock.elapsed < .seconds(4))
    }
}

/// Notes when requests start.
private final class Starts: Transport {
    private let clock: ManualTimekeeper
    private let service = FakeService()
    private let noted = Noted()

    init(_ clock: ManualTimekeeper) { self.clock = clock }

    var moments: [Duration] { noted.moments }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        noted.add(clock.elapsed)
        return try await service.send(request)
    }
}
