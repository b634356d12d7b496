internal import Dispatch
internal import Foundation
internal import ImagePrep

#if canImport(FoundationNetworking)
internal import FoundationNetworking
#endif

/// Hands what a session reports to the exchange that it concerns. Foundation on Linux knows no delegate of a single task.
final class URLSessionDispatcher: NSObject, URLSessionDataDelegate, Sendable {
    private let exchanges = ConditionLock<[Int: URLSessionExchange]>([:])

    func add(_ exchange: URLSessionExchange, for task: URLSessionTask) {
        exchanges.change { $0[task.taskIdentifier] = exchange }
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        exchanges.change { $0[dataTask.taskIdentifier] }?.receive(response)
        completionHandler(.allow)
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

    #if canImport(FoundationNetworking)
    /// Foundation on Linux asks what to do about a 401 behind its whole answer, and then waits for ever: that answer is the
    /// exchange's. Other systems go on with it by themselves.
    func urlSession(
        _ session: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge,
        completionHandler: @escaping @Sendable (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
    ) {
        let exchange = exchanges.change { $0.removeValue(forKey: task.taskIdentifier) }
        exchange?.complete(challenge.failureResponse ?? task.response, nil)
        // Cancels the task, which must not be done on its own queue.
        DispatchQueue.global().async { completionHandler(.cancelAuthenticationChallenge, nil) }
    }
    #endif

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        exchanges.change { $0.removeValue(forKey: task.taskIdentifier) }?.complete(task.response, error)
    }
}

#if canImport(FoundationNetworking)
/// Runs what it is given at once, where it is given: on the queue of the transfer, which so waits for whoever takes its data.
///
/// A queue that runs it later lets the transfer run ahead of it by gigabytes, past any limit.
final class ImmediateQueue: OperationQueue, @unchecked Sendable {
    override func addOperation(_ block: @escaping @Sendable () -> Void) { block() }
}
#endif
