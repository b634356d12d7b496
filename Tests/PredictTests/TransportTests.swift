import Foundation
import Predict
import Testing

/// The transports that were built, all held to the same.
enum TransportKind: CaseIterable {
    case urlSession
    #if AsyncHTTPClient
    case asyncHTTPClient
    #endif

    func make() -> any Transport {
        switch self {
        case .urlSession: URLSessionTransport()
        #if AsyncHTTPClient
        case .asyncHTTPClient: AsyncHTTPClientTransport()
        #endif
        }
    }

    /// Whether a body of any size has its length in front.
    var sendsLengths: Bool { self != .urlSession }
}

@Suite(.timeLimit(.minutes(5)))
struct TransportTests {
    private let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Thing: seven\r\nConnection: close\r\n\r\nhi"

    private func request(_ server: LoopbackServer, _ body: RequestBody = RequestBody()) -> TransportRequest {
        TransportRequest(
            method: .post, url: server.baseURL + "/v2/x", headers: [HTTPField(name: "Authorization", value: "Key k")],
            body: body, timeout: .seconds(240))
    }

    @Test(arguments: TransportKind.allCases)
    func `a small body goes with its length and the answer comes back whole`(kind: TransportKind) async throws {
        let server = try LoopbackServer(answer: ok)
        var body = RequestBody()
        body.append(text: Array("{\"a\":\"".utf8))
        body.append(base64: [1, 2, 3])
        body.append(text: Array("\"}".utf8))
        let response = try await kind.make().send(request(server, body))
        #expect(response.status == 200)
        #expect(String(decoding: response.body, as: UTF8.self) == "hi")
        #expect(response.header("x-thing") == "seven")
        let received = try #require(server.received.first)
        #expect(received.head.hasPrefix("POST /v2/x HTTP/1.1"))
        #expect(received.head.contains("Authorization: Key k"))
        #expect(received.head.lowercased().contains("content-length: 12"))
        #expect(String(decoding: received.body, as: UTF8.self) == "{\"a\":\"AQID\"}")
    }

    @Test(arguments: TransportKind.allCases)
    func `a large body arrives as it is, and never with both a length and chunks`(kind: TransportKind) async throws {
        let server = try LoopbackServer(answer: ok)
        let image = (0..<7_000_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var body = RequestBody()
        body.append(text: Array("<".utf8))
        body.append(base64: image)
        body.append(text: Array(">".utf8))
        #expect(try await kind.make().send(request(server, body)).status == 200)
        let received = try #require(server.received.first)
        #expect(received.body.count == body.byteCount)
        #expect(received.body == Array("<\(Data(image).base64EncodedString())>".utf8))
        let head = received.head.lowercased()
        #expect(head.contains("transfer-encoding: chunked") != head.contains("content-length:"))
        if kind.sendsLengths { #expect(head.contains("content-length: \(body.byteCount)")) }
    }

    @Test func `a session is made with the first request, not for a plan of requests`() async throws {
        let server = try LoopbackServer(answer: ok)
        let transport = URLSessionTransport()
        let configuration = try ClientConfiguration(accessToken: AccessToken(testToken), baseURL: server.baseURL)
        let client = PredictClient(configuration, transport: transport)
        let plan = try await client.plan(numberedInputs(3), model: .generalImageRecognition)
        #expect(plan.requests.map(\.inputs) == [[0, 1, 2]])
        #expect(!transport.isInUse)
        _ = try await transport.send(request(server))
        #expect(transport.isInUse)
    }

    @Test(arguments: TransportKind.allCases)
    func `a redirect is an answer and is not followed`(kind: TransportKind) async throws {
        let target = try LoopbackServer(answer: ok)
        let server = try LoopbackServer(
            answer:
                "HTTP/1.1 302 Found\r\nLocation: \(target.baseURL)/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        var request = request(server)
        request.method = .get
        let response = try await kind.make().send(request)
        #expect(response.status == 302)
        #expect(response.header("Location") == target.baseURL + "/")
        #expect(target.received.isEmpty)
    }

    @Test(arguments: TransportKind.allCases)
    func `an answer beyond its limit is not taken`(kind: TransportKind) async throws {
        let server = try LoopbackServer(answer: ok)
        var request = request(server)
        request.maxAnswerByteCount = 1
        await #expect(throws: TransportError.answerTooLarge(limit: 1)) { try await kind.make().send(request) }
    }

    @Test(arguments: TransportKind.allCases)
    func `a connection that breaks, or is refused, is an error of the connection`(kind: TransportKind) async throws {
        let server = try LoopbackServer(answer: "")
        for address in [server.baseURL, "http://127.0.0.1:1"] {
            var request = request(server)
            request.url = address
            let error = await #expect(throws: TransportError.self) { try await kind.make().send(request) }
            guard case .connection = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `an answer that breaks off is an error of the connection`(kind: TransportKind) async throws {
        let server = try LoopbackServer(answer: ok.replacing("Length: 2", with: "Length: 200"))
        let error = await #expect(throws: TransportError.self) { try await kind.make().send(request(server)) }
        guard case .connection = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    /// The body is larger than what two sockets hold.
    @Test(arguments: TransportKind.allCases)
    func `a server that hangs up while it is sent to is such an error too`(kind: TransportKind) async throws {
        let server = try LoopbackServer(answer: nil, ending: .hangUpAfterHead)
        var body = RequestBody()
        body.append(base64: [UInt8](repeating: 1, count: 12_000_000))
        let error = await #expect(throws: TransportError.self) { try await kind.make().send(request(server, body)) }
        guard case .connection = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `what cannot be an address is a bad request`(kind: TransportKind) async throws {
        for url in ["", "nothing", "ftp://127.0.0.1/"] {
            let request = TransportRequest(method: .get, url: url, timeout: .seconds(240))
            let error = await #expect(throws: TransportError.self) { try await kind.make().send(request) }
            guard case .badRequest = error else {
                Issue.record("\(url): \(String(describing: error))")
                continue
            }
        }
    }

    @Test(arguments: TransportKind.allCases)
    func `a transport serves many requests, one after the other and at a time`(kind: TransportKind) async throws {
        let server = try LoopbackServer(answer: ok)
        let transport = kind.make()
        let request = request(server)
        for _ in 0..<2 { #expect(try await transport.send(request).status == 200) }
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<6 { group.addTask { try await transport.send(request).status } }
            for try await status in group { #expect(status == 200) }
        }
        #expect(server.received.count == 8)
    }

    /// Before the answer begins, and in the midst of it.
    @Test(arguments: TransportKind.allCases, [nil, "HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\nhi"])
    func `the time allowed is kept`(kind: TransportKind, answer: String?) async throws {
        let server = try LoopbackServer(answer: answer, ending: .stayOpen)
        var request = request(server)
        request.timeout = .milliseconds(200)
        await #expect(throws: TransportError.timedOut) { try await kind.make().send(request) }
    }

    @Test(arguments: TransportKind.allCases)
    func `cancelling ends a request that waits`(kind: TransportKind) async throws {
        let server = try LoopbackServer(answer: nil)
        let request = request(server)
        let sending = Task { try await kind.make().send(request) }
        while server.received.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        sending.cancel()
        await #expect(throws: CancellationError.self) { try await sending.value }
    }
}
