/// Memory and codec handles that one worker uses again for every image, so that the steady state allocates nothing large.
///
/// Not shared: give each thread its own. What an image leaves in it never changes the result of the next.
public struct Workspace: ~Copyable {
    /// Raised from elsewhere to stop the image that is being prepared with this workspace; pass it to `CodecContext`.
    package var cancellation: CancelFlag? {
        didSet { resamplers.cancellation = cancellation }
    }

    /// Keeps the memory of resizing.
    package var resamplers = PlaneResamplers()

    /// Memory and state for decoding and encoding PNG.
    var png = PNGCodec()
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
    package mutating func endImage(predictedBytes: Int, of ledger: MemoryLedger) {
        let keptBytes = kept?.byteCount ?? 0
        guard predictedBytes > keptBytes else { return }
        kept = nil
        kept = predictedBytes <= Self.mostKeptBytes ? ledger.keep(byteCount: predictedBytes) : nil
        guard kept == nil else { return }
        let cancellation = cancellation
        self = Workspace()
        self.cancellation = cancellation
    }
}
