/// The marker segments that a transformed JPEG keeps: JFIF without its thumbnail, Adobe's colour transform and, where it is
/// wanted, the profile.
struct TransformHeader {
    private let segments: [JPEGStructure.Segment]
    private let corrections: [JPEGCorrection]
    private let iccParts: [Range<Int>]
    private let profile: [UInt8]
    private let swapsDensity: Bool

    /// - Parameter profile: what travels along; empty if nothing does.
    init(_ structure: JPEGStructure, orientedBy orientation: Orientation, profile: [UInt8]) {
        self.profile = profile
        iccParts = structure.iccParts
        corrections = structure.corrections
        let scanStart = structure.scans.first.map(\.segmentIndex) ?? structure.segments.count
        segments = structure.segments[..<scanStart].filter { segment in
            switch segment.marker {
            case 0xE0, 0xEE: segment.metadata == nil
            case 0xE2: segment.metadata == .iccProfile
            default: false
            }
        }
        swapsDensity = orientation.swapsAxes
    }

    func bytes(of input: Span<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        let profileSegments = JPEGProfileSegments(of: profile, parts: iccParts, in: input)
        for segment in segments {
            if segment.marker == 0xE2 {
                guard profileSegments.hasPart(at: segment.payload) else { continue }
                guard profileSegments.areStoredAsTheyShouldBe else {
                    if profileSegments.isFirst(segment.payload) { bytes += profileSegments.bytes }
                    continue
                }
            }
            let payload = segment.payload.lowerBound..<segment.payload.lowerBound + keptByteCount(segment)
            guard payload.upperBound <= input.count else { continue }
            bytes += [0xFF, segment.marker, UInt8((payload.count + 2) >> 8), UInt8((payload.count + 2) & 0xFF)]
            let start = bytes.count
            for index in payload { bytes.append(input[index]) }
            for correction in corrections where payload.contains(correction.offset) {
                bytes[start + correction.offset - payload.lowerBound] = correction.value
            }
            if segment.marker == 0xE0 { finishJFIF(&bytes, at: start) }
        }
        return bytes
    }

    private func keptByteCount(_ segment: JPEGStructure.Segment) -> Int {
        switch segment.marker {
        case 0xE0: min(segment.payload.count, 14)
        case 0xEE: min(segment.payload.count, 12)
        default: segment.payload.count
        }
    }

    /// Turns the density with the picture and says that there is no thumbnail.
    private func finishJFIF(_ bytes: inout [UInt8], at start: Int) {
        guard bytes.count - start == 14 else { return }
        if swapsDensity {
            bytes.swapAt(start + 8, start + 10)
            bytes.swapAt(start + 9, start + 11)
        }
        bytes[start + 12] = 0
        bytes[start + 13] = 0
    }
}
