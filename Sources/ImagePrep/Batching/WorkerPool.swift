/// Threads that each keep a workspace from job to job.
///
/// Threads start when a job finds none idle, up to `workerCount`, and end after some idle seconds, so that a pool that
/// nobody uses holds neither threads nor the memory of their workspaces.
package final class WorkerPool: Sendable {
    package typealias Job = @Sendable (Workspace) -> Void

    private struct State {
        var jobs: [Job] = []
        var nextJob = 0
        var threadCount = 0
        var idleCount = 0
        /// So many of the idle threads are to end.
        var endingCount = 0
        var isClosed = false
    }

    private static let idleSeconds = 5
    private let workerCount: Int
    private let lock = ConditionLock(State())

    package init(workerCount: Int) {
        self.workerCount = max(1, workerCount)
    }

    /// Queues a job. It runs on the calling thread where the system gives not a single thread.
    package func submit(_ job: @escaping Job) {
        let needsThread = lock.change { state in
            state.jobs.append(job)
            guard state.idleCount < state.jobs.count - state.nextJob, state.threadCount < workerCount else {
                return false
            }
            state.threadCount += 1
            return true
        }
        guard needsThread else { return }
        if !startThread({ [self] in work() }) { retreat() }
    }

    /// Ends the idle threads now, and the others after the jobs that are queued; waits for them.
    package func close() {
        retire()
        lock.wait { $0.threadCount == 0 ? () : nil }
    }

    /// As `close()`, but without waiting.
    package func retire() {
        lock.change { $0.isClosed = true }
    }

    /// Ends the threads that are idle now, and so gives back what their workspaces keep.
    package func endIdleThreads() {
        lock.change { $0.endingCount = $0.idleCount }
    }

    /// No thread was to be had: the others will do the job, or this one where there are no others.
    private func retreat() {
        let isAlone = lock.change { state in
            state.threadCount -= 1
            return state.threadCount == 0
        }
        guard isAlone else { return }
        let workspace = Workspace()
        while let job = lock.change(takeJob) { job(workspace) }
    }

    private func work() {
        let workspace = Workspace()
        while let job = nextJob() { job(workspace) }
    }

    /// Nil where the thread shall end; it is then no longer counted.
    private func nextJob() -> Job? {
        lock.change { $0.idleCount += 1 }
        let job: Job?? = lock.wait(atMost: WorkerPool.idleSeconds) { state in
            if let job = takeJob(&state) { return .some(job) }
            if state.endingCount > 0 {
                state.endingCount -= 1
                return .some(nil)
            }
            return state.isClosed ? .some(nil) : nil
        }
        return lock.change { state in
            state.idleCount -= 1
            // A job may have come between giving up and here.
            let late = job == nil ? takeJob(&state) : nil
            guard let found = (job ?? nil) ?? late else {
                state.threadCount -= 1
                return nil
            }
            return found
        }
    }

    private func takeJob(_ state: inout State) -> Job? {
        guard state.nextJob < state.jobs.count else { return nil }
        let job = state.jobs[state.nextJob]
        state.nextJob += 1
        if state.nextJob == state.jobs.count || state.nextJob >= 1024 {
            state.jobs.removeFirst(state.nextJob)
            state.nextJob = 0
        }
        return job
    }
}
