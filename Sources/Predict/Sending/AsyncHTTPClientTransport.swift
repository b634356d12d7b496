#if AsyncHTTPClient
internal import AsyncHTTPClient
internal import Dispatch
internal import NIOCore
internal import NIOHTTP1
internal import ImagePrep

/// A transport on AsyncHTTPClient and swift-nio, behind the package trait `AsyncHTTPClient`; the body is made while it is
/// sent, with its length in front.
///
/// No redirects, no cookies, no decompression.
public struct AsyncHTTPClientTransport: Transport {
    private let connections = Connections()

    /// A client must be shut down before it goes.
    private final class Connections: Sendable {
        private let opened = ConditionLock<HTTPClient?>(nil)

        /// Made for the first request, so that who sends nothing starts no event loops.
        var client: HTTPClient {
            opened.change { client in
                let existing =
                    client ?? HTTPClient(eventLoopGroupProvider: .singleton, configuration: .withoutRedirects)
                client = existing
                return existing
            }
        }

        deinit { opened.change { $0?.shutdown(queue: .global()) { _ in } } }
    }

    /// A transport with its own connections, which it makes when it is asked to send, on the process's shared event loops.
    public init() {}

    /// Sends `request`; its body exists as a whole nowhere.
    public func send(_ request: TransportRequest) async throws -> TransportResponse {
        do {
            try Task.checkCancellation()
            guard ["http://", "https://"].contains(where: request.url.lowercased().hasPrefix) else {
                throw TransportError.badRequest("\"\(request.url.hidingCredentials)\" is no http or https address")
            }
            return try await answer(to: request)
        } catch let error as TransportError {
            throw error
        } catch is HTTPParserError {
            throw TransportError.unusableAnswer("it is no HTTP, or breaks its rules")
        } catch {
            // Whatever it is that ended it in that case.
            try Task.checkCancellation()
            throw (error as? HTTPClientError).map(TransportError.init) ?? .connection("\(error)")
        }
    }

    private func exchange(_ request: TransportRequest) async throws -> TransportResponse {
        let response = try await connections.client.execute(
            HTTPClientRequest(request), timeout: .nanoseconds(request.timeout.clampedNanoseconds))
        let codings = response.headers["Content-Encoding"].joined(separator: ",")
        if let fault = TransportError.refusal(ofContentCoding: codings) { throw fault }
        return TransportResponse(
            status: Int(response.status.code),
            headers: response.headers.map { HTTPField(name: $0.name, value: $0.value) },
            body: try await bytes(of: response.body, upTo: request.maxAnswerByteCount))
    }

    /// Piece by piece, so that nothing is read beyond the limit and nothing is kept twice.
    private func bytes(of body: HTTPClientResponse.Body, upTo limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await piece in body {
            guard piece.readableBytes <= limit - bytes.count else { throw TransportError.answerTooLarge(limit: limit) }
            bytes.append(contentsOf: piece.readableBytesView)
        }
        return bytes
    }

    /// The client's own timeout ends where the answer's body begins.
    private func answer(to request: TransportRequest) async throws -> TransportResponse {
        try await withThrowingTaskGroup(of: TransportResponse.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await exchange(request) }
            group.addTask {
                try await Task.sleep(for: request.timeout)
                throw TransportError.timedOut
            }
            guard let response = try await group.next() else { throw CancellationError() }
            return response
        }
    }
}

extension HTTPClient.Configuration {
    fileprivate static var withoutRedirects: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 16
        return configuration
    }
}

extension HTTPClientRequest {
    fileprivate init(_ request: TransportRequest) {
        self.init(url: request.url)
        method = request.method == .get ? .GET : .POST
        for field in request.sentHeaders { headers.add(name: field.name, value: field.value) }
        guard request.method == .post else { return }
        body = .stream(BodyBuffers(body: request.body), length: .known(Int64(request.body.byteCount)))
    }
}

/// The chunks of a body, as NIO has them.
private struct BodyBuffers: AsyncSequence, Sendable {
    let body: RequestBody

    struct AsyncIterator: AsyncIteratorProtocol {
        var chunks: RequestBody.Chunks

        mutating func next() async -> ByteBuffer? { chunks.next().map { ByteBuffer(bytes: $0) } }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(chunks: body.makeChunks()) }
}

extension TransportError {
    fileprivate init(_ error: HTTPClientError) {
        switch error {
        case .deadlineExceeded, .connectTimeout, .readTimeout, .writeTimeout: self = .timedOut
        case .invalidURL, .emptyHost, .emptyScheme: self = .badRequest("the address cannot be used")
        default: self = .connection(error.shortDescription)
        }
    }
}

extension Duration {
    /// At most a year, which a number of nanoseconds holds.
    fileprivate var clampedNanoseconds: Int64 {
        let bounded = min(self, .seconds(31_536_000))
        return bounded.components.seconds * 1_000_000_000 + bounded.components.attoseconds / 1_000_000_000
    }
}
#endif
