/// Memory and codec handles that one worker uses again for every image, so that the steady state allocates nothing large.
///
/// Not shared: give each thread its own. What an image leaves in it never changes the result of the next.
public final class Workspace {
    /// Keeps the memory of resizing.
    package var resamplers = PlaneResamplers()
    /// Memory and state for decoding and encoding PNG.
    private(set) var png = PNGCodec()
    /// Keeps the coefficients of transforms.
    var transform = TransformHandle()
    /// For inflating PNG image data while planning.
    package var imageData = ImageDataMemory()
    /// libjpeg's handles.
    var jpegCodecs = JPEGCodecs()

    /// An empty workspace; memory is taken as images need it.
    public init() {}

    /// What of a batch's memory is spoken for by what stays here between its images.
    private var kept: KeptMemory?

    /// A picture that needed more gives it back: the next one hardly will.
    static let mostKeptBytes = 96 << 20

    /// Keeps the memory for the next image where the batch has room for that, and gives it back otherwise: what is counted
    /// as free has to be.
    package func endImage(predictedBytes: Int, of memoryBudget: MemoryBudget) {
        let keptBytes = kept?.byteCount ?? 0
        guard predictedBytes > keptBytes else { return }
        kept = nil
        kept = predictedBytes <= Self.mostKeptBytes ? memoryBudget.keep(byteCount: predictedBytes) : nil
        if kept == nil { release() }
    }

    private func release() {
        let cancellation = resamplers.cancellation
        resamplers = PlaneResamplers()
        resamplers.cancellation = cancellation
        png = PNGCodec()
        transform = TransformHandle()
        imageData = ImageDataMemory()
        jpegCodecs = JPEGCodecs()
    }
}

@available(*, unavailable, message: "Give each thread a workspace of its own")
extension Workspace: Sendable {}
