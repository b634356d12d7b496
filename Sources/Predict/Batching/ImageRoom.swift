/// How much memory the images of a run take: loaded, in work, prepared and not answered yet.
struct ImageRoom {
    private let imageByteCount: Int
    private let workByteCount: Int
    private var takenByteCount = 0

    /// Two requests' worth: of images, what two requests hold before base64; with what preparing needs, what two requests
    /// have as sent.
    init(limits: RequestLimits) {
        imageByteCount = limits.requestBytes / 4 * 3 * 2
        workByteCount = limits.requestBytes * 2
    }

    /// What is larger than the whole room is let in alone.
    func hasRoom(forLoading byteCount: Int) -> Bool {
        takenByteCount == 0 || byteCount <= imageByteCount - takenByteCount
    }

    func hasRoom(forWork byteCount: Int) -> Bool { byteCount <= workByteCount - takenByteCount }

    mutating func take(_ byteCount: Int) { takenByteCount += byteCount }

    mutating func giveBack(_ byteCount: Int) { takenByteCount -= byteCount }
}
