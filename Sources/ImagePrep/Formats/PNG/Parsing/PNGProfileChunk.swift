internal import CImageCodecs

/// An iCCP chunk: a name of 1 to 79 bytes, a NUL, a compression method of 0, a zlib stream of the profile.
struct PNGProfileChunk {
    /// As it was inflated, whatever the profile itself says of its size.
    let bytes: [UInt8]
    /// Whether any reader takes the chunk as it stands: the name is one that PNG permits, and nothing follows the stream.
    let isExact: Bool

    /// - Throws: what is wrong with it.
    init(_ input: Span<UInt8>, _ chunk: Range<Int>, limit: Int) throws(ProfileFault) {
        guard let nameEnd = chunk.prefix(80).first(where: { input[$0] == 0 }), nameEnd + 2 < chunk.upperBound,
            input[nameEnd + 1] == 0
        else { throw ProfileFault("its chunk has no name or an unknown compression") }
        let stream = nameEnd + 2..<chunk.upperBound
        let inflated: InflatedStream?
        do throws(ImagePrepError) {
            inflated = try InflatedStream(input, stream, limit: limit)
        } catch {
            throw ProfileFault(error.description, isWantOfMemory: true)
        }
        guard let inflated else {
            throw ProfileFault("its \(stream.count) bytes do not inflate, or to more than \(limit)")
        }
        bytes = inflated.bytes
        isExact = inflated.isExact && Self.isKeyword(input, chunk.lowerBound..<nameEnd)
    }

    /// Latin-1 that prints, without spaces at its ends or two in a row. Source: PNG third edition, 11.3.3.2.
    private static func isKeyword(_ input: Span<UInt8>, _ name: Range<Int>) -> Bool {
        guard let first = name.first, let last = name.last, input[first] != 0x20, input[last] != 0x20 else {
            return false
        }
        return name.allSatisfy { index in
            switch input[index] {
            case 0x20: input[index + 1] != 0x20
            case 0x21...0x7E, 0xA1...0xFF: true
            default: false
            }
        }
    }
}

/// What a zlib stream of a profile or a text holds.
struct InflatedStream {
    let bytes: [UInt8]
    /// Whether the stream takes all bytes that were given for it, and no reader fails on its window.
    let isExact: Bool

    /// nil where the stream is damaged or inflates to more than `limit` bytes.
    /// - Throws: `outOfMemory`.
    init?(_ input: Span<UInt8>, _ stream: Range<Int>, limit: Int) throws(ImagePrepError) {
        var context = CodecContext()
        var isExact = false
        let inflated: [UInt8]? = unsafe input.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return nil }
            var count = 0
            guard
                let memory = unsafe ip_inflate_bounded(
                    &context.raw, base + stream.lowerBound, stream.count, limit, &count, &isExact)
            else { return nil }
            defer { unsafe ip_free(memory) }
            return unsafe [UInt8](UnsafeBufferPointer(start: memory, count: count))
        }
        if case .outOfMemory(let what) = context.failure { throw .outOfMemory(what) }
        guard let inflated else { return nil }
        bytes = inflated
        self.isExact = isExact
    }
}
