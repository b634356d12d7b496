internal import ImagePrep
internal import Synchronization

/// Workspaces that are used again from image to image, one for each that is prepared at the same time.
final class WorkspacePool: Sendable {
    /// `Workspace` cannot be copied, so it cannot stand in an array; a box can. Whoever has taken a box out of the pool is
    /// the only one who has it, which the compiler cannot see.
    private final class Box: @unchecked Sendable {
        var workspace = Workspace()
    }

    private let idle = Mutex<[Box]>([])

    func prepare(_ bytes: Span<UInt8>, with preparer: ImagePreparer) throws(ImagePrepError) -> PreparedImage {
        let box = takeBox()
        defer { idle.withLock { $0.append(box) } }
        return try preparer.prepare(bytes, using: &box.workspace)
    }

    private func takeBox() -> Box { idle.withLock { $0.popLast() } ?? Box() }
}
