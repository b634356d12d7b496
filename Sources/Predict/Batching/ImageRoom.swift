/// How much memory the images of a run take: loaded, in work, prepared and not answered yet.
struct ImageRoom {
    private let byteCount: Int
    private var takenByteCount = 0

    /// What two requests hold of images before base64. The process is to stay within two requests as they are sent; the
    /// third that lies between is for the connection's buffers, answers, and what workers keep for the next image.
    init(limits: RequestLimits) { byteCount = limits.requestBytes / 4 * 3 * 2 }

    /// What is larger than the whole room is let in alone.
    func hasRoom(forLoading byteCount: Int) -> Bool {
        takenByteCount == 0 || byteCount <= self.byteCount - takenByteCount
    }

    func hasRoom(forWork byteCount: Int) -> Bool { byteCount <= self.byteCount - takenByteCount }

    mutating func take(_ byteCount: Int) { takenByteCount += byteCount }

    mutating func giveBack(_ byteCount: Int) { takenByteCount -= byteCount }
}
