import Foundation
import Predict
import Testing

struct SecrecyTests {
    /// Every way in which Swift makes text of a value.
    private func texts(of value: Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        return ["\(value)", String(describing: value), String(reflecting: value), dumped]
    }

    @Test func `no text made of a token, a client or a request shows the key`() async throws {
        let token = try AccessToken(testToken)
        let configuration = try ClientConfiguration(accessToken: token)
        let service = FakeService()
        let client = PredictClient(configuration, transport: service)
        _ = try await client.predict(.asIs([65]), model: .generalImageRecognition)
        let received = try #require(service.received.first)
        let request = TransportRequest(method: .post, url: received.url, headers: received.headers)
        #expect(received.headers.contains { $0.value.contains(testToken) })
        let values: [Any] = [token, configuration, client, request, [token], Optional(token) as Any]
        for text in values.flatMap(texts) { #expect(!text.contains(testToken), "\(text)") }
    }

    @Test(arguments: ["400", "401", "503"])
    func `an error does not repeat the key where the server does`(status: String) async throws {
        let body =
            #"{"status":{"code":11008,"description":"no \#(testToken)","details":"\#(testToken)","req_id":"\#(testToken)"}}"#
        let service = FakeService([.http(try #require(Int(status)), body: body)])
        let error = await #expect(throws: PredictError.self) {
            try await makeClient(service).predict(.asIs([65]), model: .generalImageRecognition)
        }
        for text in texts(of: error as Any) { #expect(!text.contains(testToken)) }
    }

    @Test func `a prediction does not repeat the key where the server does`() async throws {
        let key = testToken
        let concept = #"{"id":"\#(key)","name":"a \#(key)","value":1}"#
        let region = #"{"id":"\#(key)","data":{"concepts":[\#(concept)]}}"#
        let output = """
            {"id":"\(key)","input":{"id":"\(key)"},"model":{"model_version":{"id":"\(key)"}},\
            "data":{"concepts":[\(concept)],"regions":[\(region)]}}
            """
        let service = FakeService([.http(200, body: #"{"status":{"code":10000},"outputs":[\#(output)]}"#)])
        let prediction = try await makeClient(service).predict(.asIs([65]), model: .generalImageRecognition)
        #expect(prediction.concepts.map(\.name) == ["a ***"])
        #expect(prediction.regions.map(\.id) == ["***"])
        for text in texts(of: prediction) { #expect(!text.contains(key)) }
    }

    @Test func `a word that is too short for a key stays in what it is part of`() async throws {
        let service = FakeService([
            .http(200, body: #"{"status":{"code":10000},"outputs":[{"data":{"concepts":[{"name":"keyboard"}]}}]}"#)
        ])
        let configuration = try ClientConfiguration(accessToken: AccessToken("key"))
        let prediction = try await PredictClient(configuration, transport: service)
            .predict(.asIs([65]), model: .generalImageRecognition)
        #expect(prediction.concepts.map(\.name) == ["keyboard"])
    }

    @Test func `an error does not repeat the key where the transport does`() async throws {
        struct Chatty: Transport {
            func send(_ request: TransportRequest) async throws -> TransportResponse {
                throw TransportError.connection("failed with \(request.headers.map(\.value))")
            }
        }
        let error = await #expect(throws: PredictError.self) {
            try await makeClient(Chatty()).predict(.asIs([65]), model: .generalImageRecognition)
        }
        for text in texts(of: error as Any) { #expect(!text.contains(testToken)) }
    }

    @Test(arguments: [
        ("https://a.example/b@c?d=e@f", "https://a.example/b@c?d=e@f"), ("user@host", "user@host"), ("://", "://"),
        ("http://u:p@h/x and ftp://v@g", "http://***@h/x and ftp://***@g"), ("http://[::1]:80/@", "http://[::1]:80/@"),
        ("say \"http://u:p@@h\".", "say \"http://***@h\"."), ("http://h:80/@x", "http://h:80/@x"),
        ("http://u:a/b@h/", "http://***@h/"), ("http://:@h", "http://***@h"), ("HTTP://ü:ß@h", "HTTP://***@h"),
    ])
    func `what is shown of an address has no user and no password`(text: String, shown: String) {
        #expect(text.hidingCredentials == shown)
    }

    @Test func `an error does not repeat an address' password where the server does`() async throws {
        let body = #"{"status":{"code":30002,"description":"no http://u:secret@h/x","details":"http://u:secret@h/x"}}"#
        let error = await #expect(throws: PredictError.self) {
            try await makeClient(FakeService([.http(400, body: body)]))
                .predict(.url("http://u:secret@h/x"), model: .generalImageRecognition)
        }
        for text in texts(of: error as Any) { #expect(!text.contains("secret"), "\(text)") }
    }

    @Test(arguments: ["ftp://u:secret@h", "http://u:secret@", "https://u:secret@h/path"])
    func `an error about an address in the configuration does not repeat its password`(address: String) {
        let base = #expect(throws: PredictError.self) {
            try ClientConfiguration(accessToken: AccessToken(testToken), baseURL: address)
        }
        let model = #expect(throws: PredictError.self) { try ModelReference(parsing: address) }
        for error in [base, model] { #expect(!String(reflecting: error).contains("secret")) }
    }

    @Test func `an error about a bad key does not repeat it`() {
        let error = #expect(throws: PredictError.self) { try AccessToken("secret\u{0}value") }
        #expect(!"\(String(reflecting: error))".contains("secret"))
    }
}
