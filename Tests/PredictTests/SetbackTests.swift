import Predict
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2)))
struct SetbackTests {
    private let silence = FakeService(steady: { _ in .drop })

    private final class Told: Sendable {
        let kinds = Mutex<[String]>([])
        let texts = Mutex<[String]>([])

        func note(_ setback: PredictSetback) {
            kinds.withLock { $0.append(setback.kind) }
            texts.withLock { $0.append(setback.description) }
        }
    }

    @Test func `a service that never answers is given up after a few attempts`() async throws {
        let clock = ManualTimekeeper()
        let service = silence
        let error = await #expect(throws: PredictError.self) {
            try await makeClient(service, timekeeper: clock).predict(.asIs([65]), model: .generalImageRecognition)
        }
        guard case .connectionFailed(let what, let attempts) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(what == "the connection was lost")
        #expect(attempts == 5 && service.received.count == 5)
        #expect(clock.elapsed < .seconds(8))
    }

    @Test func `a service that is not there ends the run, and every input says why`() async throws {
        var limits = RequestLimits()
        limits.inputs = 1
        let service = silence
        var client = try makeClient(service, limits: limits)
        client.concurrency = 2
        let answers = try await client.predict(numberedInputs(20), model: .generalImageRecognition)
        #expect(answers.map(\.summary) == Array(repeating: "connectionFailed", count: 20))
        #expect(service.received.count <= 10)
    }

    /// One request more than such a service gets, behind an answer.
    @Test func `a service that answered once is waited for until the deadline`() async throws {
        let clock = ManualTimekeeper()
        let service = FakeService([.normal], steady: { _ in .drop })
        let client = try makeClient(service, timekeeper: clock)
        _ = try await client.predict(.asIs([65]), model: .generalImageRecognition)
        await #expect(throws: PredictError.self) {
            try await client.predict(.asIs([66]), model: .generalImageRecognition)
        }
        #expect(service.received.count > 7)
        #expect(clock.elapsed > .seconds(500))
    }

    @Test func `an attempt that takes minutes is not made five times`() async throws {
        let clock = ManualTimekeeper()
        let slow = Slow(clock)
        await #expect(throws: PredictError.self) {
            try await makeClient(slow, timekeeper: clock).predict(.asIs([65]), model: .generalImageRecognition)
        }
        #expect(slow.attempts.withLock(\.self) == 2)
    }

    /// Fails as a network does that drops everything.
    private final class Slow: Transport {
        let attempts = Mutex(0)
        private let clock: ManualTimekeeper

        init(_ clock: ManualTimekeeper) { self.clock = clock }

        func send(_ request: TransportRequest) async throws -> TransportResponse {
            attempts.withLock { $0 += 1 }
            try await clock.sleep(for: .seconds(127))
            throw TransportError.connection("it timed out")
        }
    }

    @Test func `every setback is told with its reason, and no failure that stays`() async throws {
        let told = Told()
        var client = try makeClient(
            FakeService([.body("?"), .drop, .status(21351), .http(503), .status(11005), .normal, .status(11008)]))
        client.onSetback = { told.note($0) }
        _ = try await client.predict(.asIs([65]), model: .generalImageRecognition)
        #expect(told.kinds.withLock(\.self) == ["answer", "connection", "21351", "HTTP 503", "11005"])
        #expect(told.texts.withLock { $0[1] } == "There is no connection to Clarifai: the connection was lost.")
        #expect(told.texts.withLock { $0[3].contains("503") })
        await #expect(throws: PredictError.self) {
            try await client.predict(.asIs([65]), model: .generalImageRecognition)
        }
        #expect(told.kinds.withLock(\.count) == 5)
    }

    /// The service throttles the key, so the other requests wait too; but not for a day.
    @Test func `no request waits for its turn beyond its deadline`() async throws {
        let clock = ManualTimekeeper()
        let asked = HTTPField(name: "Retry-After", value: "86400")
        let client = try makeClient(FakeService([.http(429, headers: [asked])]), timekeeper: clock)
        for _ in 0..<2 {
            let error = await #expect(throws: PredictError.self) {
                try await client.predict(.asIs([65]), model: .generalImageRecognition)
            }
            #expect(error?.code == "unavailable")
        }
        #expect(clock.elapsed < .seconds(600))
    }
}
