/// Admits images to loading and to work so that together they stay under a number of bytes.
///
/// An eighth is for inputs that were loaded and wait for their turn, an eighth for what workers keep from one image to the
/// next, the rest for images in work; an image in work counts with what its header predicts, its input included. Turns come
/// in the order of asking, so that small images do not starve a large one. One image alone is always admitted, whatever it
/// needs: what a single image may need is bounded by `InputLimits.workingMemoryBytes`, and waiting would never end.
package final class MemoryBudget: Sendable {
    /// One of the two things that are admitted.
    private struct Account {
        let limit: Int
        var usedBytes = 0
        /// Who waits, first come first.
        var queue: [Int] = []
        var drawnCount = 0

        mutating func draw() -> Int {
            drawnCount += 1
            queue.append(drawnCount)
            return drawnCount
        }

        /// Nil while it is not that ticket's turn, or there is no room.
        mutating func admit(_ ticket: Int, _ byteCount: Int) -> Bool? {
            guard queue.first == ticket, usedBytes == 0 || byteCount <= limit - usedBytes else { return nil }
            queue.removeFirst()
            usedBytes += byteCount
            return true
        }
    }

    private struct State {
        var loading: Account
        var working: Account
        var keepableBytes: Int
    }

    private let lock: ConditionLock<State>

    package init(totalBytes: Int) {
        let eighth = totalBytes / 8
        lock = ConditionLock(
            State(
                loading: Account(limit: eighth), working: Account(limit: totalBytes - 2 * eighth),
                keepableBytes: eighth))
    }

    /// Waits until an input of this many bytes may be loaded. False where that was cancelled.
    package func admitLoading(byteCount: Int, unless cancellation: CancellationFlag?) -> Bool {
        admit(byteCount, to: \.loading, unless: cancellation)
    }

    /// Waits until an image that was loaded may be worked on. False where that was cancelled.
    package func admitWork(predictedBytes: Int, unless cancellation: CancellationFlag?) -> Bool {
        admit(predictedBytes, to: \.working, unless: cancellation)
    }

    package func endLoading(byteCount: Int) {
        lock.change { $0.loading.usedBytes -= byteCount }
    }

    package func endWork(predictedBytes: Int) {
        lock.change { $0.working.usedBytes -= predictedBytes }
    }

    /// Leaves a worker that much memory until its next image; nil where the others keep too much for that.
    package func keep(byteCount: Int) -> KeptMemory? {
        let isThere = lock.change { state in
            guard byteCount <= state.keepableBytes else { return false }
            state.keepableBytes -= byteCount
            return true
        }
        return isThere ? KeptMemory(byteCount: byteCount, memoryBudget: self) : nil
    }

    fileprivate func endKeeping(byteCount: Int) {
        lock.change { $0.keepableBytes += byteCount }
    }

    /// Lets those who wait see that their flag was raised.
    package func wakeWaiters() {
        lock.change { _ in }
    }

    private func admit(
        _ byteCount: Int, to account: WritableKeyPath<State, Account>, unless cancellation: CancellationFlag?
    ) -> Bool {
        let ticket = lock.change { $0[keyPath: account].draw() }
        return lock.wait { state in
            guard cancellation?.isRaised == true else { return state[keyPath: account].admit(ticket, byteCount) }
            state[keyPath: account].queue.removeAll { $0 == ticket }
            return false
        }
    }
}

/// Memory that a worker may keep between images, counted by the budget for as long as this value lasts.
package struct KeptMemory: ~Copyable {
    package let byteCount: Int
    private let memoryBudget: MemoryBudget

    fileprivate init(byteCount: Int, memoryBudget: MemoryBudget) {
        self.byteCount = byteCount
        self.memoryBudget = memoryBudget
    }

    deinit { memoryBudget.endKeeping(byteCount: byteCount) }
}
