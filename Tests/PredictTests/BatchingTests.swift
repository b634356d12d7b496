import ImagePrep
import Predict
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5)))
struct BatchingTests {
    @Test func `300 inputs go in requests of 128, 128 and 44 and are answered in order`() async throws {
        let service = FakeService()
        let answers = try await makeClient(service).predict(numberedInputs(300), model: .generalImageRecognition)
        #expect(service.inputCounts.sorted(by: >) == [128, 128, 44])
        #expect(answers.map(\.index) == Array(0..<300))
        #expect(answers.map(\.summary) == (0..<300).map { "image \($0)" })
    }

    @Test func `a request's size is known to the byte before it is sent`() async throws {
        let service = FakeService()
        let client = try makeClient(service)
        let inputs: [PredictInput] = [
            .asIs([1]), .asIs([1, 2], id: "two \"quoted\" \\ and \n"), .asIs([1, 2, 3]),
            .url("https://example.com/ä/b.jpg"),
        ]
        let plan = try await client.plan(inputs, model: .generalImageRecognition)
        _ = try await client.predict(inputs, model: .generalImageRecognition)
        let sent = try #require(service.received.first)
        #expect(sent.body.count == sent.declaredByteCount)
        #expect(plan.requests == [RequestPlan.Request(inputs: [0, 1, 2, 3], byteCount: sent.body.count)])
    }

    /// Three images fill a request to its last byte; one more byte, or a limit one lower, makes it two.
    @Test(arguments: [(0, [3]), (1, [2, 1])])
    func `a request is filled to the limit and not beyond`(missing: Int, expected: [Int]) async throws {
        let inputs: [PredictInput] = (0..<3).map { _ in .asIs([UInt8](repeating: 7, count: 3000)) }
        let whole = try await makeClient(FakeService()).plan(inputs, model: .generalImageRecognition).requests[0]
            .byteCount
        var limits = RequestLimits()
        limits.requestBytes = whole + 1 - missing
        let service = FakeService()
        let client = try makeClient(service, limits: limits)
        _ = try await client.predict(inputs, model: .generalImageRecognition)
        #expect(service.inputCounts.sorted(by: >) == expected)
        #expect(service.received.allSatisfy { $0.body.count < limits.requestBytes })
    }

    /// Base64 comes in steps of 4 bytes: 127,999,998 is the most that is smaller than 128,000,000 here.
    @Test(arguments: [(999_831, [6]), (999_832, [5, 1])])
    func `the service's own limit is filled to the last byte`(lastByteCount: Int, expected: [Int]) async throws {
        let large = [UInt8](repeating: 7, count: 19_000_000)
        var inputs = (0..<5).map { _ in PredictInput.asIs(large) }
        inputs.append(.asIs([UInt8](repeating: 7, count: lastByteCount)))
        let requests = try await makeClient(FakeService()).plan(inputs, model: .generalImageRecognition).requests
        #expect(requests.map(\.inputs.count) == expected)
        if expected.count == 1 { #expect(requests[0].byteCount == 127_999_998) }
    }

    @Test func `an image that no request can hold is refused before anything is sent`() async throws {
        var limits = RequestLimits()
        limits.requestBytes = 2000
        let service = FakeService()
        let inputs: [PredictInput] = [.asIs(Array("small".utf8)), .asIs([UInt8](repeating: 1, count: 1900))]
        let answers = try await makeClient(service, limits: limits).predict(inputs, model: .generalImageRecognition)
        #expect(answers.map(\.summary) == ["small", "overLimit"])
        #expect(service.inputCounts == [1])
    }

    @Test func `an image of 20,000,000 bytes is refused and one of 19,999,999 is sent`() async throws {
        let inputs: [PredictInput] = [
            .asIs([UInt8](repeating: 65, count: 20_000_000)), .asIs([UInt8](repeating: 65, count: 19_999_999)),
        ]
        let plan = try await makeClient(FakeService()).plan(inputs, model: .generalImageRecognition)
        #expect(plan.answers[0].error == .overLimit(.imageBytes, limit: 19_999_999, actual: 20_000_000))
        #expect(plan.requests.map(\.inputs) == [[1]])
    }

    @Test func `no more requests are under way than asked for`() async throws {
        let service = FakeService(pause: .milliseconds(5))
        var limits = RequestLimits()
        limits.inputs = 2
        var client = try makeClient(service, limits: limits)
        client.concurrency = 3
        let answers = try await client.predict(numberedInputs(40), model: .generalImageRecognition)
        #expect(answers.map(\.summary) == (0..<40).map { "image \($0)" })
        #expect((2...3).contains(service.mostUnderWay))
    }

    /// 100 images of 1,000 bytes, and requests that hold about six: without back-pressure all would be drawn at once.
    @Test func `inputs are drawn no faster than two requests' worth allows`() async throws {
        var limits = RequestLimits()
        limits.requestBytes = 8000
        let drawn = Mutex(0)
        let answered = Mutex(0)
        let lead = Mutex(0)
        let inputs = (0..<100).lazy.map { index -> PredictInput in
            let ahead =
                drawn.withLock {
                    $0 += 1; return $0
                } - answered.withLock(\.self)
            lead.withLock { $0 = max($0, ahead) }
            return .asIs([UInt8](repeating: UInt8(index), count: 1000))
        }
        var client = try makeClient(FakeService(pause: .milliseconds(2)), limits: limits)
        client.concurrency = 8
        try await client.predict(inputs, model: .generalImageRecognition, order: .completion) { _ in
            answered.withLock { $0 += 1 }
        }
        #expect(answered.withLock(\.self) == 100)
        // 12,000 bytes of room, one image looked at ahead.
        #expect((7...14).contains(lead.withLock(\.self)))
    }

    /// A picture that needs more than all the room, among small ones: what came before is answered before it is prepared,
    /// and nothing that comes after it is loaded meanwhile.
    @Test func `an image that needs much memory is prepared alone`() async throws {
        let large = try DecodedImage(
            size: PixelSize(width: 1000, height: 1000), channels: 3, samples: [UInt8](repeating: 90, count: 3_000_000)
        ).encodedPNG()
        var limits = RequestLimits()
        limits.requestBytes = 1_000_000
        limits.inputs = 4
        let answered = Mutex(0)
        let answeredAtDraw = Mutex<[Int]>([])
        let inputs = (0..<24).lazy.map { index -> PredictInput in
            let count = answered.withLock(\.self)
            answeredAtDraw.withLock { $0.append(count) }
            return index == 10 ? .image(large) : .asIs(Array("image \(index)".utf8))
        }
        var client = try makeClient(FakeService(pause: .milliseconds(2)), limits: limits)
        // It would be sent as it is otherwise.
        client.preparer.options.maxDimension = 500
        client.preparationConcurrency = 1
        let answers = Mutex<[String]>([])
        try await client.predict(inputs, model: .generalImageRecognition, order: .completion) { answer in
            answered.withLock { $0 += 1 }
            answers.withLock { $0.append(answer.summary) }
        }
        #expect(answers.withLock(\.count) == 24)
        #expect(answers.withLock { !$0.contains("notPrepared") })
        // The one behind it is looked at ahead.
        #expect(answeredAtDraw.withLock { $0[12] } == 10)
    }

    @Test func `no input is no request`() async throws {
        let service = FakeService()
        let answers = try await makeClient(service).predict([PredictInput](), model: .generalImageRecognition)
        #expect(answers.isEmpty)
        #expect(service.received.isEmpty)
    }

    @Test func `the inputs of one that fails to be read are answered all the same`() async throws {
        let inputs: [PredictInput] = [.asIs([65]), .file("/nowhere/at/all.jpg", id: "gone"), .asIs([]), .asIs([66])]
        let answers = try await makeClient(FakeService()).predict(inputs, model: .generalImageRecognition)
        #expect(answers.map(\.summary) == ["A", "invalidInput", "invalidInput", "B"])
        #expect(answers[1].id == "gone")
    }
}
