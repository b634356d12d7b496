internal import ImagePrep
internal import Synchronization

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// Turns SIGINT, SIGTERM and SIGHUP into a call on a thread of its own, where, unlike in a handler, anything may be done.
final class Interrupts: Sendable {
    private let received = Atomic<Int32>(0)

    private static var signals: sigset_t {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGINT)
        unsafe sigaddset(&signals, SIGTERM)
        // A process that was started by nohup lives on.
        if !isHangUpIgnored { unsafe sigaddset(&signals, SIGHUP) }
        return signals
    }

    /// The first signal that came, or nil.
    var signal: Int32? {
        let number = received.load(ordering: .acquiring)
        return number == 0 ? nil : number
    }

    /// To be called before any other thread is started, as they inherit which signals are blocked.
    init(_ onSignal: @escaping @Sendable () -> Void) {
        ignoreSignalsOfWrites()
        var signals = Interrupts.signals
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        _ = startThread { [self] in
            var signals = Interrupts.signals
            while true {
                var number: Int32 = 0
                guard unsafe sigwait(&signals, &number) == 0 else { return }
                // Whoever asks twice wants no more waiting; only hidden temporary files can be left.
                if received.exchange(number, ordering: .acquiringAndReleasing) != 0 { _exit(128 + number) }
                onSignal()
            }
        }
    }
}

/// A reader that goes away, or a file that may grow no further, is an error of the write, not the end of the process.
private func ignoreSignalsOfWrites() {
    // Outside the class, whose `signal` hides the function.
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
}

private let isHangUpIgnored: Bool = {
    let before = signal(SIGHUP, SIG_DFL)
    signal(SIGHUP, before)
    // Functions cannot be compared; SIG_IGN is 1 on every system.
    return unsafe unsafeBitCast(before, to: Int.self) == 1
}()
