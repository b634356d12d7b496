/// The ICC segments of a JPEG that keeps its profile.
struct JPEGProfileSegments {
    /// Segments of our own that hold the profile and nothing else; empty if there is none.
    let bytes: [UInt8]
    /// Whether those of the file hold the profile, in any order, each part once, and nothing behind it.
    let areStoredAsTheyShouldBe: Bool
    private let parts: Set<Range<Int>>
    private let first: Range<Int>?

    /// - Parameters:
    ///   - profile: what the file's parts come to; empty if they are no profile, or if it is not wanted.
    ///   - parts: payloads of the ICC segments in their order of appearance, headers of 14 bytes included.
    init(of profile: [UInt8], parts: [Range<Int>], in input: Span<UInt8>) {
        self.parts = profile.isEmpty ? [] : Set(parts)
        first = parts.first
        let byteCount = parts.reduce(0) { $0 + $1.count - 14 }
        let numbers = Set(parts.map { input[$0.lowerBound + 12] })
        areStoredAsTheyShouldBe =
            byteCount == profile.count && numbers.count == parts.count
            && parts.allSatisfy { Int(input[$0.lowerBound + 13]) == parts.count }
        bytes = profile.isEmpty || areStoredAsTheyShouldBe ? [] : JPEGProfileSegments.segments(of: profile)
    }

    func hasPart(at payload: Range<Int>) -> Bool { parts.contains(payload) }

    func isFirst(_ payload: Range<Int>) -> Bool { first == payload }

    /// ICC.1:2022, annex B.4: parts of at most 65,519 bytes, numbered from 1.
    private static func segments(of profile: [UInt8]) -> [UInt8] {
        let largest = 65_519
        let count = (profile.count + largest - 1) / largest
        guard count <= 255 else { return [] }
        var bytes: [UInt8] = []
        for number in 0..<count {
            let part = profile[number * largest..<min(profile.count, (number + 1) * largest)]
            let length = part.count + 16
            bytes += [0xFF, 0xE2, UInt8(length >> 8), UInt8(length & 0xFF)]
            bytes += Array("ICC_PROFILE\0".utf8) + [UInt8(number + 1), UInt8(count)]
            bytes += part
        }
        return bytes
    }
}
