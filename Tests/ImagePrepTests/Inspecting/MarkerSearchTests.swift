import ImagePrep
import Testing

struct MarkerSearchTests {
    /// Offset by offset, as the format says it.
    func plainSearch(_ bytes: [UInt8], from start: Int) -> Int {
        var index = start
        while index + 1 < bytes.count {
            if bytes[index] == 0xFF, bytes[index + 1] != 0 { return index }
            index += 1
        }
        return bytes.count
    }

    @Test func `a marker is found at every offset and length, whatever the vectors`() {
        var random = SeededGenerator(seed: 11)
        for count in [0, 1, 2, 31, 32, 33, 63, 64, 65, 66, 127, 129, 200] {
            for _ in 0..<30 {
                // Mostly stuffed 0xFF, as entropy-coded data has it, and at times a marker.
                let bytes = (0..<count).map { _ in
                    let draw = UInt8.random(in: 0...255, using: &random)
                    return draw < 90 ? 0xFF : draw < 230 ? 0 : draw
                }
                for start in 0...count {
                    #expect(bytes.span.nextMarkerOffset(from: start) == plainSearch(bytes, from: start))
                }
            }
        }
    }

    @Test func `one marker in a long run is found wherever it stands`() {
        for position in 0..<300 {
            var bytes = [UInt8](repeating: 0x55, count: 300)
            bytes[position] = 0xFF
            #expect(bytes.span.nextMarkerOffset(from: 0) == plainSearch(bytes, from: 0))
        }
    }
}
