/// Admits images to loading and to work so that together they stay under a number of bytes.
///
/// An eighth is for inputs that were loaded and wait for their turn, the rest for images in work; an image in work counts
/// with what its header predicts, its input included. Turns come in the order of asking, so that small images do not
/// starve a large one. One image alone is always admitted, whatever it needs: what a single image may need is bounded by
/// `InputLimits.workingMemoryBytes`, and waiting would never end.
package final class MemoryLedger: Sendable {
    private struct State {
        var loadedBytes = 0
        var workingBytes = 0
        var loadingTurns = Turns()
        var workingTurns = Turns()
        var isCancelled = false
    }

    /// A queue of waiters by number.
    private struct Turns {
        var drawn = 0
        var served = 0

        mutating func draw() -> Int {
            drawn += 1
            return drawn - 1
        }
    }

    private let loadedLimit: Int
    private let workingLimit: Int
    private let monitor = Monitor(State())

    package init(totalBytes: Int) {
        loadedLimit = totalBytes / 8
        workingLimit = totalBytes - totalBytes / 8
    }

    /// Waits until an input of this many bytes may be loaded. False where the batch was cancelled.
    package func admitLoading(byteCount: Int) -> Bool {
        let turn = monitor.change { $0.loadingTurns.draw() }
        return monitor.wait { state in
            if state.isCancelled { return false }
            guard state.loadingTurns.served == turn else { return nil }
            guard state.loadedBytes == 0 || byteCount <= self.loadedLimit - state.loadedBytes else { return nil }
            state.loadingTurns.served += 1
            state.loadedBytes += byteCount
            return true
        }
    }

    /// Waits until an image that was loaded may be worked on. False where the batch was cancelled.
    package func admitWork(predictedBytes: Int) -> Bool {
        let turn = monitor.change { $0.workingTurns.draw() }
        return monitor.wait { state in
            if state.isCancelled { return false }
            guard state.workingTurns.served == turn else { return nil }
            guard state.workingBytes == 0 || predictedBytes <= self.workingLimit - state.workingBytes else {
                return nil
            }
            state.workingTurns.served += 1
            state.workingBytes += predictedBytes
            return true
        }
    }

    /// The input is gone, or from now on counted with the work on it.
    package func endLoading(byteCount: Int) {
        monitor.change { $0.loadedBytes -= byteCount }
    }

    package func endWork(predictedBytes: Int) {
        monitor.change { $0.workingBytes -= predictedBytes }
    }

    /// Nobody waits any longer, and nobody is admitted any more.
    package func cancel() {
        monitor.change { $0.isCancelled = true }
    }
}
