/// The bytes of a request: JSON that is there already, and images that become base64 only while they are sent.
public struct RequestBody: Sendable {
    package enum Piece: Sendable {
        case text([UInt8])
        case base64([UInt8])

        var byteCount: Int {
            switch self {
            case .text(let bytes): bytes.count
            case .base64(let image): Base64.encodedCount(of: image.count)
            }
        }
    }

    package private(set) var pieces: [Piece] = []
    /// Bytes as sent, base64 included.
    public private(set) var byteCount = 0

    /// An empty body.
    public init() {}

    package mutating func append(text: [UInt8]) {
        pieces.append(.text(text))
        byteCount += text.count
    }

    package mutating func append(base64 image: [UInt8]) {
        pieces.append(.base64(image))
        byteCount += Base64.encodedCount(of: image.count)
    }

    /// The whole body in one array; for small ones, and for transports that cannot stream.
    public func assembled() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        var chunks = makeChunks()
        while let chunk = chunks.next() { bytes.append(contentsOf: chunk) }
        return bytes
    }

    /// The body from its beginning, some kilobytes at a time.
    public func makeChunks() -> Chunks { Chunks(pieces: pieces) }

    /// Makes the body's bytes as they are asked for.
    public struct Chunks: IteratorProtocol, Sendable {
        /// A multiple of 3, so that the base64 of the parts joins without padding.
        static let imageBytesPerChunk = 48 << 10

        private let pieces: [Piece]
        private var index = 0
        private var offset = 0

        init(pieces: [Piece]) { self.pieces = pieces }

        /// The next bytes, never empty; nil at the end.
        public mutating func next() -> [UInt8]? {
            while index < pieces.count {
                switch pieces[index] {
                case .text(let bytes):
                    index += 1
                    if !bytes.isEmpty { return bytes }
                case .base64(let image):
                    if let chunk = nextChunk(of: image) { return chunk }
                    index += 1
                    offset = 0
                }
            }
            return nil
        }

        private mutating func nextChunk(of image: [UInt8]) -> [UInt8]? {
            guard offset < image.count else { return nil }
            let end = min(offset + Self.imageBytesPerChunk, image.count)
            var chunk: [UInt8] = []
            chunk.reserveCapacity(Base64.encodedCount(of: end - offset))
            Base64.append(image, from: offset, to: end, onto: &chunk)
            offset = end
            return chunk
        }
    }
}
