import Predict
import Testing

/// Nothing here would end by itself before the suite's time limit.
@Suite(.timeLimit(.minutes(5)))
struct CancellationTests {
    @Test func `cancelling ends a call that waits for an answer`() async throws {
        let service = FakeService([.hang])
        let client = try makeClient(service, timekeeper: SystemTimekeeper())
        let call = Task { try await client.predict(.asIs([65]), model: .generalImageRecognition) }
        await service.hasReceived(1)
        call.cancel()
        await #expect(throws: PredictError.cancelled) { try await call.value }
    }

    @Test func `cancelling ends a call that waits to try again`() async throws {
        let service = FakeService(steady: { _ in .status(21351) })
        var client = try makeClient(service, timekeeper: SystemTimekeeper())
        client.retryPolicy.firstPause = .seconds(1000)
        client.retryPolicy.longestPause = .seconds(1000)
        client.retryPolicy.deadline = .seconds(10_000)
        let call = Task { [client] in try await client.predict(.asIs([65]), model: .generalImageRecognition) }
        await service.hasReceived(1)
        call.cancel()
        await #expect(throws: PredictError.cancelled) { try await call.value }
    }

    @Test func `what was answered before is delivered`() async throws {
        var limits = RequestLimits()
        limits.inputs = 2
        let service = FakeService([.normal, .hang])
        var client = try makeClient(service, limits: limits, timekeeper: SystemTimekeeper())
        client.concurrency = 1
        let call = Task { [client] in
            var names: [String] = []
            do {
                try await client.predict(numberedInputs(4), model: .generalImageRecognition) {
                    names.append($0.summary)
                }
                Issue.record("it was not cancelled")
            } catch {
                #expect(error is CancellationError)
            }
            return names
        }
        await service.hasReceived(2)
        call.cancel()
        #expect(await call.value == ["image 0", "image 1"])
    }
}
