internal import Dispatch
internal import Foundation
internal import Synchronization

/// Calls back once at the first SIGINT, SIGTERM or SIGHUP; the second ends the process at once.
///
/// Not that of `imageprep`, which waits for signals that it blocked before there was any other thread: behind an
/// asynchronous main there are threads already.
///
/// Unchecked, because the sources are not Sendable; they are only kept alive.
final class Interrupts: @unchecked Sendable {
    private final class Received: Sendable {
        let signal = Mutex<Int32?>(nil)
    }

    private let received = Received()
    private let sources: [any DispatchSourceSignal]

    /// The first signal that came, or nil.
    var signal: Int32? { received.signal.withLock(\.self) }

    init(_ onSignal: @escaping @Sendable () -> Void) {
        // A reader that goes away, or a file that may grow no further, is an error of the write, not the end of the process.
        for number in [SIGPIPE, SIGXFSZ] { _ = Foundation.signal(number, SIG_IGN) }
        let hangUp = Foundation.signal(SIGHUP, SIG_IGN)
        // A process that was started by nohup lives on. Functions cannot be compared; SIG_IGN is 1 on every system.
        let isHangUpIgnored = unsafe unsafeBitCast(hangUp, to: Int.self) == 1
        sources = (isHangUpIgnored ? [SIGINT, SIGTERM] : [SIGINT, SIGTERM, SIGHUP]).map { [received] number in
            _ = Foundation.signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                let isFirst = received.signal.withLock { signal in
                    defer { signal = signal ?? number }
                    return signal == nil
                }
                if isFirst { onSignal() } else { exit(128 + number) }
            }
            source.resume()
            return source
        }
    }
}
