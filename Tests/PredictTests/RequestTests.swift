import Foundation
import Predict
import Testing

struct RequestTests {
    private func json(_ input: PredictInput, _ options: PredictOptions = PredictOptions()) async throws -> NSDictionary
    {
        let service = FakeService()
        _ = try await makeClient(service).predict(input, model: .generalImageRecognition, options: options)
        return try normalized(String(decoding: try #require(service.received.first).body, as: UTF8.self))
    }

    private func normalized(_ text: String) throws -> NSDictionary {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary)
    }

    @Test func `bytes become base64 under data.image`() async throws {
        let expected = #"{"inputs":[{"data":{"image":{"base64":"/9j/"}}}]}"#
        #expect(try await json(.asIs([0xFF, 0xD8, 0xFF])) == normalized(expected))
    }

    @Test func `an address and an id are sent as they are`() async throws {
        let expected =
            #"{"inputs":[{"id":"a \"b\"","data":{"image":{"url":"https://example.com/a/b.jpg?c=\\u00e4"}}}]}"#
        let text = #"https://example.com/a/b.jpg?c=\u00e4"#
        #expect(try await json(.url(text, id: "a \"b\"")) == normalized(expected))
    }

    @Test(arguments: [
        (
            PredictOptions.OutputConfigPlace.model,
            #"{"output_info":{"output_config":{"max_concepts":3,"min_value":0.5}}}"#
        ),
        (
            .modelVersion,
            #"{"model_version":{"output_info":{"output_config":{"max_concepts":3,"min_value":0.5}}}}"#
        ),
    ])
    func `the output configuration stands where it is asked for`(
        place: PredictOptions.OutputConfigPlace, model: String
    ) async throws {
        var options = PredictOptions()
        options.maxConcepts = 3
        options.minValue = 0.5
        options.outputConfigPlace = place
        let sent = try await json(.asIs([65]), options)
        #expect(sent["model"] as? NSDictionary == (try normalized(model)))
    }

    @Test func `concepts are selected by name or id`() async throws {
        var options = PredictOptions()
        options.selectConcepts = [.name("train"), .id("ai_6kTjGfF6")]
        let expected =
            #"{"output_info":{"output_config":{"select_concepts":[{"name":"train"},{"id":"ai_6kTjGfF6"}]}}}"#
        #expect(try await json(.asIs([65]), options)["model"] as? NSDictionary == (try normalized(expected)))
    }

    @Test func `parameters stand beside the output configuration of the version`() async throws {
        var options = PredictOptions()
        options.parameters = ["threshold": 0.5, "names": ["a", true, nil, 7]]
        options.language = "en"
        options.outputConfigPlace = .modelVersion
        let expected = """
            {"model_version":{"output_info":{"output_config":{"language":"en"},
            "params":{"threshold":0.5,"names":["a",true,null,7]}}}}
            """
        #expect(try await json(.asIs([65]), options)["model"] as? NSDictionary == (try normalized(expected)))
    }

    @Test(arguments: [
        (
            PredictOptions.Runner.deployment(id: "dep-1", userID: "me"),
            #"{"deployment":{"id":"dep-1","user_id":"me"}}"#
        ),
        (
            .nodepool(id: "np-1", computeClusterID: "cc-1", userID: "me"),
            #"{"nodepool":{"id":"np-1","compute_cluster":{"id":"cc-1","user_id":"me"}}}"#
        ),
    ])
    func `machines are chosen by the runner selector`(runner: PredictOptions.Runner, selector: String) async throws {
        var options = PredictOptions()
        options.runner = runner
        #expect(try await json(.asIs([65]), options)["runner_selector"] as? NSDictionary == (try normalized(selector)))
    }

    @Test(arguments: [
        (
            ModelReference.generalImageRecognition,
            "https://api.clarifai.com/v2/users/clarifai/apps/main/models/general-image-recognition/outputs"
        ),
        (
            .generalImageRecognition.version("v1"),
            "https://api.clarifai.com/v2/users/clarifai/apps/main/models/general-image-recognition/versions/v1/outputs"
        ),
        (ModelReference(id: "mine"), "https://api.clarifai.com/v2/models/mine/outputs"),
        (
            ModelReference(id: "a/b ?", userID: "ü", appID: "x"),
            "https://api.clarifai.com/v2/users/%C3%BC/apps/x/models/a%2Fb%20%3F/outputs"
        ),
    ])
    func `the path names owner, app, model and version`(model: ModelReference, url: String) async throws {
        let service = FakeService()
        _ = try await makeClient(service).predict(.asIs([65]), model: model)
        #expect(service.received.map(\.url) == [url])
    }

    @Test func `a model without an owner is looked for in the configured app`() async throws {
        let configuration = try ClientConfiguration(environment: [
            "CLARIFAI_PAT": testToken, "CLARIFAI_USER_ID": "me", "CLARIFAI_APP_ID": "app",
            "CLARIFAI_API_BASE": "http://localhost:8080/",
        ])
        let service = FakeService()
        _ = try await PredictClient(configuration, transport: service).predict(
            .asIs([65]), model: ModelReference(id: "m"))
        #expect(service.received.map(\.url) == ["http://localhost:8080/v2/users/me/apps/app/models/m/outputs"])
    }

    @Test func `the key goes into the Authorization header`() async throws {
        let service = FakeService()
        _ = try await makeClient(service).predict(.asIs([65]), model: .generalImageRecognition)
        let fields = try #require(service.received.first).headers
        #expect(fields.first { $0.name == "Authorization" }?.value == "Key \(testToken)")
        #expect(fields.first { $0.name == "Content-Type" }?.value == "application/json")
    }

    private static let refusedOptions: [PredictOptions] = {
        var options = Array(repeating: PredictOptions(), count: 5)
        options[0].maxConcepts = 0
        options[1].maxConcepts = 201
        options[2].minValue = 1.5
        options[3].minValue = .nan
        options[4].parameters = ["x": [["y": .number(.infinity)]]]
        return options
    }()

    @Test(arguments: refusedOptions)
    func `options that the service would refuse are refused before anything is sent`(
        options: PredictOptions
    ) async throws {
        let service = FakeService()
        await #expect(throws: PredictError.self) {
            try await makeClient(service).predict(.asIs([65]), model: .generalImageRecognition, options: options)
        }
        #expect(service.received.isEmpty)
    }

    @Test(arguments: [
        "ftp://api.clarifai.com", "api.clarifai.com", "https://", "https://a:b@c", "https://a/v2", "http://a",
    ])
    func `a base URL that cannot be used is refused`(baseURL: String) {
        #expect(throws: PredictError.self) {
            try ClientConfiguration(accessToken: AccessToken(testToken), baseURL: baseURL)
        }
    }

    @Test func `plain http is taken for a loopback host, and elsewhere where it is allowed`() throws {
        let token = try AccessToken(testToken)
        #expect(
            try ClientConfiguration(accessToken: token, baseURL: "http://127.0.0.1:1/").baseURL == "http://127.0.0.1:1")
        let allowed = try ClientConfiguration(accessToken: token, baseURL: "http://host:8080", allowsPlainHTTP: true)
        #expect(allowed.baseURL == "http://host:8080")
    }

    @Test func `without a key there is nothing to call with`() {
        #expect(throws: PredictError.missingAccessToken) { try ClientConfiguration(environment: [:]) }
        #expect(throws: PredictError.missingAccessToken) {
            try ClientConfiguration(environment: ["CLARIFAI_PAT": " \n"])
        }
        #expect(throws: PredictError.self) { try AccessToken("a\r\nX-Injected: b") }
    }
}
