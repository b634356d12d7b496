internal import Foundation
internal import ImagePrep

#if canImport(FoundationNetworking)
internal import FoundationNetworking
#endif

/// The system's URL loading: what a client uses where no other transport is chosen.
///
/// No cookies, no cache, no stored credentials, no redirects.
public struct URLSessionTransport: Transport {
    private let connections = Connections()

    /// A session keeps its delegate, and the connections, until it is told that it is over.
    private final class Connections: Sendable {
        let dispatcher = URLSessionDispatcher()
        private let opened = ConditionLock<URLSession?>(nil)

        var areOpen: Bool { opened.change { $0 != nil } }

        /// Made for the first request, so that who sends nothing never starts the system's network code.
        var session: URLSession {
            opened.change { session in
                let existing =
                    session ?? URLSession(configuration: .plain, delegate: dispatcher, delegateQueue: delegateQueue)
                session = existing
                return existing
            }
        }

        private var delegateQueue: OperationQueue? {
            #if canImport(FoundationNetworking)
            ImmediateQueue()
            #else
            nil
            #endif
        }

        deinit { opened.change { $0?.finishTasksAndInvalidate() } }
    }

    /// A transport with its own connections, which it makes when it is asked to send.
    public init() {}

    /// Whether anything was sent yet.
    package var isInUse: Bool { connections.areOpen }

    /// Sends `request`; a large body is made while it is sent.
    public func send(_ request: TransportRequest) async throws -> TransportResponse {
        let urlRequest = try makeURLRequest(request)
        try Task.checkCancellation()
        let exchange = URLSessionExchange(request)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let task = connections.session.dataTask(with: urlRequest)
                connections.dispatcher.add(exchange, for: task)
                exchange.start(task, continuation)
            }
        } onCancel: {
            exchange.cancel()
        }
    }

    private func makeURLRequest(_ request: TransportRequest) throws(TransportError) -> URLRequest {
        guard let url = URL(string: request.url), ["http", "https"].contains(url.scheme?.lowercased()) else {
            throw .badRequest("\"\(request.url.hidingCredentials)\" is no http or https address")
        }
        // The exchange keeps the time; Foundation's own limit is in whole seconds and only stands behind it.
        let seconds = min(max(request.timeout.components.seconds, 0), 31_536_000)
        var urlRequest = URLRequest(url: url, timeoutInterval: TimeInterval(seconds + 60))
        urlRequest.httpMethod = request.method.rawValue
        for field in request.sentHeaders { urlRequest.setValue(field.value, forHTTPHeaderField: field.name) }
        if request.method == .post { setBody(request.body, of: &urlRequest) }
        return urlRequest
    }

    #if canImport(FoundationNetworking)
    /// Sent whole up to here. Foundation on Linux keeps two copies of a whole body, and sends a stream in chunks without
    /// saying its length, which every HTTP/1.1 server must take but a few do not.
    private static let wholeBodyByteCount = 8 << 20

    private func setBody(_ body: RequestBody, of urlRequest: inout URLRequest) {
        if body.byteCount <= Self.wholeBodyByteCount {
            urlRequest.httpBody = Data(body.assembled())
        } else {
            urlRequest.httpBodyStream = RequestBodyStream(body)
        }
    }
    #else
    private func setBody(_ body: RequestBody, of urlRequest: inout URLRequest) {
        urlRequest.httpBody = Data(body.assembled())
    }
    #endif
}

extension URLSessionConfiguration {
    /// Keeps nothing from one request to the next but connections.
    fileprivate static var plain: URLSessionConfiguration {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.urlCache = nil
        configuration.httpCookieStorage = nil
        configuration.httpShouldSetCookies = false
        configuration.httpCookieAcceptPolicy = .never
        configuration.urlCredentialStorage = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        configuration.httpMaximumConnectionsPerHost = 16
        return configuration
    }
}
