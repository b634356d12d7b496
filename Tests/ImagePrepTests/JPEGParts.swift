/// A JPEG taken apart by its markers, to be put together in other ways. Knows nothing of the code under test.
struct JPEGParts {
    struct Segment: Equatable {
        var marker: UInt8
        var payload: [UInt8]
        /// What follows a scan header, restart markers included.
        var entropy: [UInt8] = []
    }

    var segments: [Segment] = []
    var hasEndOfImage = true

    init(_ file: [UInt8]) {
        var position = 2
        while position + 4 <= file.count, file[position + 1] != 0xD9 {
            let end = position + 2 + Int(file[position + 2]) << 8 + Int(file[position + 3])
            var segment = Segment(marker: file[position + 1], payload: Array(file[position + 4..<end]))
            position = end
            if segment.marker == 0xDA {
                while position + 1 < file.count, !JPEGParts.isMarker(file[position], file[position + 1]) {
                    position += 1
                }
                segment.entropy = Array(file[end..<position])
            }
            segments.append(segment)
        }
    }

    private static func isMarker(_ first: UInt8, _ second: UInt8) -> Bool {
        first == 0xFF && second != 0 && !(0xD0...0xD7).contains(second)
    }

    var file: [UInt8] {
        var bytes: [UInt8] = [0xFF, 0xD8]
        for segment in segments {
            let length = segment.payload.count + 2
            bytes +=
                [0xFF, segment.marker, UInt8(length >> 8), UInt8(length & 0xFF)] + segment.payload + segment.entropy
        }
        return bytes + (hasEndOfImage ? [0xFF, 0xD9] : [])
    }

    /// Of the segments of that marker.
    func indices(of marker: UInt8) -> [Int] { segments.indices.filter { segments[$0].marker == marker } }

    /// The frame header, baseline or progressive.
    var frameIndex: Int { segments.firstIndex { [0xC0, 0xC1, 0xC2].contains($0.marker) } ?? 0 }

    /// The file with one thing changed.
    func changed(_ change: (inout JPEGParts) -> Void) -> [UInt8] {
        var copy = self
        change(&copy)
        return copy.file
    }

    mutating func setOrientation(_ orientation: UInt8) {
        let tiff: [UInt8] = [
            0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
        ]
        segments.insert(Segment(marker: 0xE1, payload: Array("Exif\0\0".utf8) + tiff), at: 0)
    }
}
