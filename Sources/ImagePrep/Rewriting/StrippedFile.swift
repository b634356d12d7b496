internal import CImageCodecs

/// The parts of a file that decoding needs, in order: what a rewrite writes.
package struct StrippedFile: Sendable, Hashable {
    /// A stretch of the output.
    package enum Segment: Sendable, Hashable {
        /// These bytes of the input, as they stand there.
        case input(Range<Int>)
        /// Bytes that stand nowhere in the input, such as the header of a table segment that lost a table.
        case bytes([UInt8])

        package var byteCount: Int {
            switch self {
            case .input(let range): range.count
            case .bytes(let bytes): bytes.count
            }
        }
    }

    /// Neighbouring ranges of the input are one segment.
    package private(set) var segments: [Segment] = []
    package private(set) var byteCount = 0
    /// Where in the output the entropy-coded bytes of each JPEG scan begin; they are copied as they stand in the input.
    package var entropyOffsets: [Int] = []
    /// What is left out that inspecting cannot tell: it takes the use of each table, or the end of the compressed data.
    package var removed: [MetadataItem] = []

    package init() {}

    package mutating func append(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        byteCount += range.count
        if case .input(let last) = segments.last, last.upperBound == range.lowerBound {
            segments[segments.count - 1] = .input(last.lowerBound..<range.upperBound)
        } else {
            segments.append(.input(range))
        }
    }

    package mutating func append(_ bytes: [UInt8]) {
        byteCount += bytes.count
        segments.append(.bytes(bytes))
    }

    /// Whether it is the whole file, so that there is nothing to rewrite.
    package func isWhole(_ fileByteCount: Int) -> Bool { segments == [.input(0..<fileByteCount)] }

    /// The bytes of a file of its own, in one allocation of their exact size.
    package func assembled(from input: Span<UInt8>) -> [UInt8] {
        unsafe input.withUnsafeBufferPointer { input in
            unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { output, written in
                for segment in segments {
                    let rest = unsafe UnsafeMutableBufferPointer(rebasing: output[written...])
                    switch segment {
                    case .input(let range):
                        written += unsafe rest.update(fromContentsOf: UnsafeBufferPointer(rebasing: input[range]))
                    case .bytes(let bytes):
                        written += unsafe rest.update(fromContentsOf: bytes)
                    }
                }
            }
        }
    }

    /// Whether `assembled(within:)` can make it: every segment moves to the front or stays, and little is left over behind.
    package func fits(within fileByteCount: Int) -> Bool {
        // What is kept of a file with a long tail should not hold the memory of the tail.
        guard byteCount <= fileByteCount, byteCount >= fileByteCount - fileByteCount / 4 else { return false }
        var written = byteCount
        var free = fileByteCount
        for segment in segments.reversed() {
            // What is written before a segment is read must end where that begins.
            guard written <= free else { return false }
            written -= segment.byteCount
            guard case .input(let range) = segment else { continue }
            guard written <= range.lowerBound, range.upperBound <= free else { return false }
            free = range.lowerBound
        }
        return true
    }

    /// As `assembled(from:)`, in the memory of the file itself, for which it has to fit. Where somebody else holds the
    /// array too, that is copied first.
    package func assembled(within input: consuming [UInt8]) -> [UInt8] {
        unsafe input.withUnsafeMutableBufferPointer { file in
            var written = 0
            for segment in segments {
                switch segment {
                case .input(let range):
                    let source = unsafe UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(file)[range])
                    let target = unsafe UnsafeMutableRawBufferPointer(
                        rebasing: UnsafeMutableRawBufferPointer(file)[written...])
                    if written != range.lowerBound { unsafe target.copyMemory(from: source) }
                case .bytes(let bytes):
                    _ = unsafe UnsafeMutableBufferPointer(rebasing: file[written...]).update(fromContentsOf: bytes)
                }
                written += segment.byteCount
            }
        }
        input.removeLast(input.count - byteCount)
        return input
    }
}
