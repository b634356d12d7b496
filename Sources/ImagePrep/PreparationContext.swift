/// What everything that works on one image is given: the options, a thread's workspace, the time that stages took, and
/// whether to stop.
///
/// Not shared: it stays on the thread that made it, as its workspace does. Costs two small allocations.
package final class PreparationContext {
    package let options: PrepareOptions
    /// Memory and codec handles that were there before this image and stay for the next.
    package let workspace: Workspace
    /// Raised from elsewhere to stop the work within the image; nil where nobody can.
    package let cancellation: CancellationFlag?
    package var timer = StageTimer()

    package init(
        _ options: PrepareOptions = PrepareOptions(), using workspace: Workspace = Workspace(),
        cancellation: CancellationFlag? = nil
    ) {
        self.options = options
        self.workspace = workspace
        self.cancellation = cancellation
        // A resampler outlives the image: what was to stop the last one must not stop this.
        workspace.resamplers.cancellation = cancellation
    }

    /// For the places between stages.
    ///
    /// - Throws: `cancelled`.
    package func checkCancellation() throws(ImagePrepError) {
        try cancellation?.check()
    }
}

@available(*, unavailable, message: "A context belongs to one thread")
extension PreparationContext: Sendable {}
