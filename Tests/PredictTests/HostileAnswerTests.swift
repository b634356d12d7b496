import Foundation
import Predict
import Testing

/// What a server may send that no server should, to each transport.
@Suite(.timeLimit(.minutes(2)))
struct HostileAnswerTests {
    private func request(_ server: LoopbackServer) -> TransportRequest {
        TransportRequest(method: .get, url: server.baseURL + "/x", timeout: .seconds(100))
    }

    private func answer(_ status: String, _ headers: String...) -> String {
        (["HTTP/1.1 \(status)"] + headers + ["Content-Length: 2", "Connection: close", "", "hi"])
            .joined(separator: "\r\n")
    }

    @Test(arguments: TransportKind.allCases, ["gzip", "br", "zstd", "identity, gzip", "GZIP", "something"])
    func `no content coding is asked for, and none is taken`(kind: TransportKind, coding: String) async throws {
        let server = try LoopbackServer(answer: answer("200 OK", "Content-Encoding: \(coding)"))
        let error = await #expect(throws: TransportError.self) { try await kind.make().send(request(server)) }
        guard case .unusableAnswer(let what) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(what.contains("content coding"))
        let fields = try #require(server.received.first).head.lowercased().split(separator: "\n")
        #expect(fields.filter { $0.hasPrefix("accept-encoding:") } == ["accept-encoding: identity"])
    }

    @Test(arguments: TransportKind.allCases, ["", "identity", "Identity, identity"])
    func `a content coding that encodes nothing is taken`(kind: TransportKind, coding: String) async throws {
        let server = try LoopbackServer(answer: answer("200 OK", "Content-Encoding: \(coding)"))
        #expect(try await kind.make().send(request(server)).body == Array("hi".utf8))
    }

    /// With and without a length in front, of 16 GiB. How many of them are sent before cancelling gets through depends on the
    /// machine; that it gets through before the end does not.
    @Test(arguments: TransportKind.allCases, ["X-Thing: 7", "Content-Length: 17179869184"])
    func `the limit of an answer stops the transfer while it runs`(kind: TransportKind, header: String) async throws {
        let head = "HTTP/1.1 200 OK\r\n\(header)\r\nConnection: close\r\n\r\n"
        let server = try LoopbackServer(answer: head, ending: .flood)
        var request = request(server)
        request.maxAnswerByteCount = 1 << 20
        let transport = kind.make()
        await #expect(throws: TransportError.answerTooLarge(limit: 1 << 20)) { try await transport.send(request) }
        #expect(try await server.floodedByteCount() < LoopbackServer.mostFloodPieces << 20)
    }

    @Test(
        arguments: TransportKind.allCases,
        [
            "401 U|WWW-Authenticate: Basic realm=\"x\"", "401 U|WWW-Authenticate: basic",
            "401 U|WWW-Authenticate: Digest realm=\"x\", nonce=\"y\"", "401 U|WWW-Authenticate: Negotiate",
            "401 U|WWW-Authenticate: Basic realm=\"x\", Digest realm=\"y\"", "401 U|X: y",
            "407 P|Proxy-Authenticate: Basic realm=\"x\"",
        ])
    func `a demand for credentials is an answer`(kind: TransportKind, answer: String) async throws {
        let parts = answer.split(separator: "|").map(String.init)
        let server = try LoopbackServer(answer: self.answer(parts[0], parts[1]))
        let response = try await kind.make().send(request(server))
        #expect(response.status == Int(parts[0].prefix(3)))
        #expect(response.body == Array("hi".utf8))
        #expect(server.received.count == 1)
    }

    @Test(arguments: TransportKind.allCases, ["garbage\r\n\r\n", "SSH-2.0-OpenSSH_9\r\n", "\u{16}\u{3}\u{1}hello"])
    func `what is no HTTP is the fault of the answer`(kind: TransportKind, answer: String) async throws {
        let server = try LoopbackServer(answer: answer)
        let error = await #expect(throws: TransportError.self) { try await kind.make().send(request(server)) }
        guard case .unusableAnswer = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `what is no HTTP is said of the answer and not of the address`() async throws {
        let server = try LoopbackServer(answer: "garbage\r\n\r\n")
        let configuration = try ClientConfiguration(accessToken: AccessToken(testToken), baseURL: server.baseURL)
        var client = PredictClient(configuration)
        client.timekeeper = ManualTimekeeper()
        let error = await #expect(throws: PredictError.self) {
            try await client.predict(.asIs([65]), model: .generalImageRecognition)
        }
        #expect(error?.code == "unexpectedAnswer")
    }

    @Test(arguments: ["401", "403", "407"])
    func `a refusal without JSON concerns the key, at once`(status: String) async throws {
        let service = FakeService([.http(try #require(Int(status)))])
        let error = await #expect(throws: PredictError.self) {
            try await makeClient(service).predict(.asIs([65]), model: .generalImageRecognition)
        }
        #expect(error?.concernsAccessToken == true)
        #expect(error?.description.contains("proxy") == (status == "407"))
        #expect(service.received.count == 1)
    }
}
