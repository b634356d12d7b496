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

    /// A picture that needed more gives it back, where many are prepared at once: what is counted as free has to be.
    private static let mostKeptBytes = 96 << 20

    /// Gives the memory back where the last image needed more than the next ones are likely to.
    package mutating func endImage(predictedBytes: Int) {
        guard predictedBytes > Self.mostKeptBytes else { return }
        let cancellation = cancellation
        self = Workspace()
        self.cancellation = cancellation
    }
}
