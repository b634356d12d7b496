/// A BMP as the numbers of its pixels, written by the plainest reading of the format: the oracle of the BMP tests.
struct PlainBMP {
    var width = 13
    var height = 7
    var headerBytes = 40
    var bits = 24
    var compression = 0
    var isTopDown = false
    /// Red, green, blue, alpha; 0 for what is not there.
    var masks: [UInt32] = [0, 0, 0, 0]
    /// Red, green and blue of each entry.
    var palette: [[UInt8]] = []
    /// From the top left; the bits of each pixel.
    var pixels: [UInt32] = []
    /// In place of rows of pixels.
    var runs: [UInt8]?
    var gap: [UInt8] = []
    var tail: [UInt8] = []

    /// Numbers without a pattern, the same every time.
    static func noise(_ count: Int, below top: Int, seed: UInt64 = 1) -> [UInt32] {
        var noise = PlainNoise(seed: seed)
        return (0..<count).map { _ in UInt32(noise.next() % top) }
    }

    static func little(_ number: Int, _ count: Int = 4) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    private var header: [UInt8] {
        let stored = isTopDown ? -height : height
        if headerBytes == 12 {
            return Self.little(12) + [width, height, 1, bits].flatMap { Self.little($0, 2) }
        }
        var header = Self.little(headerBytes) + Self.little(width) + Self.little(stored)
        header += Self.little(1, 2) + Self.little(bits, 2) + Self.little(compression) + Self.little(0)
        header += Self.little(0) + Self.little(0) + Self.little(palette.count) + Self.little(0)
        header += masks.flatMap { Self.little(Int($0)) } + Array("BGRs".utf8)
        header += [UInt8](repeating: 0, count: 124)
        return Array(header[..<headerBytes])
    }

    private var masksBehind: [UInt8] {
        guard headerBytes == 40, compression == 3 || compression == 6 else { return [] }
        return masks.prefix(compression == 3 ? 3 : 4).flatMap { Self.little(Int($0)) }
    }

    private var rows: [UInt8] {
        let order = isTopDown ? Array(0..<height) : (0..<height).reversed()
        return order.flatMap { y -> [UInt8] in
            var row: [UInt8] = []
            if bits >= 8 {
                row = pixels[y * width..<(y + 1) * width].flatMap { Self.little(Int($0), bits / 8) }
            } else {
                var digits = pixels[y * width..<(y + 1) * width].flatMap { pixel in
                    (0..<bits).reversed().map { UInt8(pixel >> UInt32($0) & 1) }
                }
                while digits.count % 8 != 0 { digits.append(0) }
                row = stride(from: 0, to: digits.count, by: 8).map { start in
                    digits[start..<start + 8].reduce(0) { $0 << 1 | $1 }
                }
            }
            while row.count % 4 != 0 { row.append(0) }
            return row
        }
    }

    var file: [UInt8] {
        let spare: [UInt8] = headerBytes == 12 ? [] : [0]
        let colors = palette.flatMap { (entry: [UInt8]) -> [UInt8] in entry.reversed() + spare }
        let head = header + masksBehind + colors + gap
        let body = runs ?? rows
        let size = 14 + head.count + body.count + tail.count
        let start: [UInt8] = Array("BM".utf8) + Self.little(size) + Self.little(0) + Self.little(14 + head.count)
        return start + head + body + tail
    }

    /// The sample that a mask takes out of a pixel, of 8 bits.
    static func sample(_ pixel: UInt32, _ mask: UInt32) -> Int {
        guard mask != 0 else { return 0 }
        let low = Double(mask & (~mask &+ 1))
        let value = (Double(pixel & mask) / low).rounded(.down)
        return Int((value * 255 / (Double(mask) / low).rounded(.down)).rounded())
    }

    /// What a reader has to show: red, green, blue, and alpha if there is a mask for it.
    var samples: [Int] {
        pixels.flatMap { pixel -> [Int] in
            if bits <= 8 { return Int(pixel) < palette.count ? palette[Int(pixel)].map { Int($0) } : [0, 0, 0] }
            var channels = masks
            if compression == 0 {
                channels[0..<3] = bits == 16 ? [0x7C00, 0x3E0, 0x1F] : [0xFF0000, 0xFF00, 0xFF]
            }
            return channels.prefix(channels[3] == 0 ? 3 : 4).map { Self.sample(pixel, $0) }
        }
    }
}
