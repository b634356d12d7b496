internal import Foundation
internal import ImagePrep

#if canImport(FoundationNetworking)
internal import FoundationNetworking
#endif

/// Hands what a session reports to the exchange that it concerns. Foundation on Linux knows no delegate of a single task.
final class URLSessionDispatcher: NSObject, URLSessionDataDelegate, Sendable {
    private let exchanges = Monitor<[Int: URLSessionExchange]>([:])

    func add(_ exchange: URLSessionExchange, for task: URLSessionTask) {
        exchanges.change { $0[task.taskIdentifier] = exchange }
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        exchanges.change { $0[dataTask.taskIdentifier] }?.receive(data)
    }

    /// A redirect is an answer like any other: following it would hand the key, or the pictures, to another host.
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        exchanges.change { $0.removeValue(forKey: task.taskIdentifier) }?.complete(task.response, error)
    }
}
