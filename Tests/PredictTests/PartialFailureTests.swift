import Predict
import Testing

@Suite(.timeLimit(.minutes(5)))
struct PartialFailureTests {
    @Test func `one bad image of a mixed answer loses no other`() async throws {
        let service = FakeService([.outputs([10000, 30002, 10000])])
        let answers = try await makeClient(service).predict(numberedInputs(3), model: .generalImageRecognition)
        #expect(answers.map(\.summary) == ["image 0", "refused", "image 2"])
        #expect(service.received.count == 1)
    }

    /// The service may fail the whole batch for one image: it blames that one, and gives the good ones a status that
    /// blames nobody.
    @Test func `good images of a batch that failed as a whole are sent again without the culprit`() async throws {
        let service = FakeService([.outputs([30002, 30104, 30002])])
        let answers = try await makeClient(service).predict(numberedInputs(3), model: .generalImageRecognition)
        #expect(answers.map(\.summary) == ["image 0", "refused", "image 2"])
        #expect(service.inputCounts == [3, 2])
    }

    @Test(arguments: [false, true])
    func `a culprit that nobody names is found by halving`(answersPerImage: Bool) async throws {
        let service = FakeService(steady: { inputs in
            guard inputs.contains(where: { FakeService.name(of: $0) == "image 5" }) else { return .normal }
            return answersPerImage ? .outputs(inputs.map { _ in 30002 }) : .status(30002)
        })
        let answers = try await makeClient(service).predict(numberedInputs(16), model: .generalImageRecognition)
        for (index, answer) in answers.enumerated() {
            #expect(answer.summary == (index == 5 ? "refused" : "image \(index)"))
        }
        #expect(service.received.count <= 9)
    }

    @Test func `an image that the service could not do in time is sent again alone`() async throws {
        let service = FakeService([.outputs([10000, 40032, 10000])])
        let answers = try await makeClient(service).predict(numberedInputs(3), model: .generalImageRecognition)
        #expect(answers.map(\.summary) == ["image 0", "image 1", "image 2"])
        #expect(service.inputCounts == [3, 1])
    }

    @Test func `a request that the service fails on loses only its own images`() async throws {
        let service = FakeService([.status(98004)])
        var limits = RequestLimits()
        limits.inputs = 2
        var client = try makeClient(service, limits: limits)
        client.concurrency = 1
        let answers = try await client.predict(numberedInputs(4), model: .generalImageRecognition)
        #expect(answers.map(\.summary) == ["refused", "refused", "image 2", "image 3"])
    }

    @Test func `fewer outputs than inputs is an error where nothing tells which`() async throws {
        let answers = try await makeClient(FakeService([.fewerOutputs(1)]))
            .predict(numberedInputs(3), model: .generalImageRecognition)
        #expect(answers.map(\.summary) == Array(repeating: "unexpectedAnswer", count: 3))
    }

    @Test func `fewer outputs than inputs lose only those without one where ids tell`() async throws {
        let inputs: [PredictInput] = ["a", "b", "c"].map { .asIs(Array($0.utf8), id: $0) }
        let answers = try await makeClient(FakeService([.fewerOutputs(1)]))
            .predict(inputs, model: .generalImageRecognition)
        #expect(answers.map(\.summary) == ["a", "b", "unexpectedAnswer"])
        #expect(answers.map(\.id) == ["a", "b", "c"])
    }

    @Test func `outputs in another order are matched by their ids`() async throws {
        let body = """
            {"status":{"code":10000},"outputs":[
            {"status":{"code":10000},"input":{"id":"b"},"data":{"concepts":[{"name":"of b"}]}},
            {"status":{"code":10000},"input":{"id":"a"},"data":{"concepts":[{"name":"of a"}]}}]}
            """
        let answers = try await makeClient(FakeService([.body(body)])).predict(
            [.asIs([1], id: "a"), .asIs([2], id: "b")], model: .generalImageRecognition)
        #expect(answers.map(\.summary) == ["of a", "of b"])
    }

    @Test func `more outputs than inputs is an error`() async throws {
        let body = #"{"status":{"code":10000},"outputs":[{"status":{"code":10000}},{"status":{"code":10000}}]}"#
        let answers = try await makeClient(FakeService([.body(body)]))
            .predict(numberedInputs(1), model: .generalImageRecognition)
        #expect(answers.map(\.summary) == ["unexpectedAnswer"])
    }

    @Test func `a selected concept that is not there is noted`() async throws {
        let body = #"{"status":{"code":10010,"details":"some do not exist"},"outputs":[{"status":{"code":10000}}]}"#
        let answers = try await makeClient(FakeService([.body(body)]))
            .predict(numberedInputs(1), model: .generalImageRecognition)
        #expect(answers[0].error == nil)
        #expect(answers[0].notes == ["Clarifai says: some do not exist."])
    }
}
