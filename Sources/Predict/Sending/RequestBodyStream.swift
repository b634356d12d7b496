#if canImport(FoundationNetworking)
internal import Foundation

/// A body as Foundation reads it, made piece by piece while it is sent: the images are not copied.
///
/// Read by one thread at a time, that of the session's transfer.
final class RequestBodyStream: InputStream {
    private var chunks: RequestBody.Chunks
    private var chunk: [UInt8] = []
    private var offset = 0
    private var status = Stream.Status.notOpen

    init(_ body: RequestBody) {
        chunks = body.makeChunks()
        super.init(data: Data())
        advance()
    }

    override func open() { status = .open }

    override func close() { status = .closed }

    override var streamStatus: Stream.Status { status == .open && !hasBytesAvailable ? .atEnd : status }

    override var streamError: (any Error)? { nil }

    override var hasBytesAvailable: Bool { offset < chunk.count }

    override func read(_ buffer: UnsafeMutablePointer<UInt8>, maxLength: Int) -> Int {
        let count = min(maxLength, chunk.count - offset)
        for index in 0..<max(count, 0) { unsafe buffer[index] = chunk[offset + index] }
        offset += count
        if offset == chunk.count { advance() }
        return count
    }

    private func advance() {
        chunk = chunks.next() ?? []
        offset = 0
    }
}
#endif
