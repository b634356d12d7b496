import Foundation
import Predict
import Testing

@Suite(.timeLimit(.minutes(5)))
struct URLSessionTransportTests {
    private let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Thing: seven\r\nConnection: close\r\n\r\nhi"

    private func request(_ server: LoopbackServer, _ body: RequestBody = RequestBody()) -> TransportRequest {
        TransportRequest(
            method: .post, url: server.baseURL + "/v2/x", headers: [HTTPField(name: "Authorization", value: "Key k")],
            body: body, timeout: .seconds(240))
    }

    @Test func `a small body goes with its length and the answer comes back whole`() async throws {
        let server = try LoopbackServer(answer: ok)
        var body = RequestBody()
        body.append(text: Array("{\"a\":\"".utf8))
        body.append(base64: [1, 2, 3])
        body.append(text: Array("\"}".utf8))
        let response = try await URLSessionTransport().send(request(server, body))
        #expect(response.status == 200)
        #expect(String(decoding: response.body, as: UTF8.self) == "hi")
        #expect(response.header("x-thing") == "seven")
        let received = try #require(server.received.first)
        #expect(received.head.hasPrefix("POST /v2/x HTTP/1.1"))
        #expect(received.head.contains("Authorization: Key k"))
        #expect(received.head.lowercased().contains("content-length: 12"))
        #expect(String(decoding: received.body, as: UTF8.self) == "{\"a\":\"AQID\"}")
    }

    @Test func `a large body arrives as it is, and never with both a length and chunks`() async throws {
        let server = try LoopbackServer(answer: ok)
        let image = (0..<7_000_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var body = RequestBody()
        body.append(text: Array("<".utf8))
        body.append(base64: image)
        body.append(text: Array(">".utf8))
        #expect(try await URLSessionTransport().send(request(server, body)).status == 200)
        let received = try #require(server.received.first)
        #expect(received.body.count == body.byteCount)
        #expect(received.body == Array("<\(Data(image).base64EncodedString())>".utf8))
        let head = received.head.lowercased()
        #expect(head.contains("transfer-encoding: chunked") != head.contains("content-length:"))
    }

    @Test func `a redirect is an answer and is not followed`() async throws {
        let target = try LoopbackServer(answer: ok)
        let server = try LoopbackServer(
            answer:
                "HTTP/1.1 302 Found\r\nLocation: \(target.baseURL)/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        var request = request(server)
        request.method = .get
        let response = try await URLSessionTransport().send(request)
        #expect(response.status == 302)
        #expect(response.header("Location") == target.baseURL + "/")
        #expect(target.received.isEmpty)
    }

    @Test func `an answer beyond its limit is not taken`() async throws {
        let server = try LoopbackServer(answer: ok)
        var request = request(server)
        request.maxAnswerByteCount = 1
        await #expect(throws: TransportError.answerTooLarge(limit: 1)) { try await URLSessionTransport().send(request) }
    }

    @Test func `a connection that breaks, and one that is refused, are errors of the connection`() async throws {
        let server = try LoopbackServer(answer: "")
        for address in [server.baseURL, "http://127.0.0.1:1"] {
            var request = request(server)
            request.url = address
            let error = await #expect(throws: TransportError.self) { try await URLSessionTransport().send(request) }
            guard case .connection = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test func `the time allowed is kept`() async throws {
        let server = try LoopbackServer(answer: nil)
        var request = request(server)
        request.timeout = .milliseconds(200)
        await #expect(throws: TransportError.timedOut) { try await URLSessionTransport().send(request) }
    }

    @Test func `cancelling ends a request that waits`() async throws {
        let server = try LoopbackServer(answer: nil)
        let request = request(server)
        let sending = Task { try await URLSessionTransport().send(request) }
        while server.received.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        sending.cancel()
        await #expect(throws: CancellationError.self) { try await sending.value }
    }
}
