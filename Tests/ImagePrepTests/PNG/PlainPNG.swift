/// A PNG as its samples, written and read by the plainest reading of the specification: the oracle of the PNG tests.
struct PlainPNG: Equatable {
    struct Malformed: Error {}

    var width: Int
    var height: Int
    var depth: Int
    var colorType: Int
    /// Samples as stored (indices for a palette), channels interleaved, row by row.
    var samples: [Int]
    var palette: [UInt8] = []
    var transparency: [UInt8] = []

    var channels: Int { Self.channels(colorType) }

    static func channels(_ colorType: Int) -> Int { [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][colorType, default: 1] }

    /// Every combination of colour type and depth that PNG has.
    static let kinds: [(colorType: Int, depth: Int)] =
        [1, 2, 4, 8, 16].map { (0, $0) } + [1, 2, 4, 8].map { (3, $0) } + [2, 4, 6].flatMap { [($0, 8), ($0, 16)] }

    /// Noise on a gradient, so that every filter has something to do, the same every time.
    static func picture(_ width: Int, _ height: Int, colorType: Int, depth: Int) -> PlainPNG {
        var noise = PlainNoise(seed: UInt64(width * 1_000_003 + height * 10_007 + colorType * 101 + depth))
        let (channels, top) = (channels(colorType), (1 << depth) - 1)
        let samples = (0..<(width * height * channels)).map { index in
            let (x, y) = (index / channels % width, index / channels / width)
            return noise.next() % 8 == 0 ? noise.next() & top : (x * 3 + y * 5 + index % channels * 40) & top
        }
        let entries = colorType == 3 ? 1 << depth : 0
        return PlainPNG(
            width: width, height: height, depth: depth, colorType: colorType, samples: samples,
            palette: (0..<(entries * 3)).map { _ in UInt8(noise.next() & 255) })
    }

    /// What stands at (x, y) of the upright picture, by the words of the Exif specification on where row 0 and column 0 are.
    func oriented(_ orientation: Int) -> PlainPNG {
        var result = self
        if orientation >= 5 { (result.width, result.height) = (height, width) }
        let (right, bottom) = (width - 1, height - 1)
        result.samples = (0..<(width * height)).flatMap { pixel in
            let (x, y) = (pixel % result.width, pixel / result.width)
            let (storedX, storedY) =
                switch orientation {
                case 2: (right - x, y)
                case 3: (right - x, bottom - y)
                case 4: (x, bottom - y)
                case 5: (y, x)
                case 6: (y, bottom - x)
                case 7: (right - y, bottom - x)
                case 8: (right - y, x)
                default: (x, y)
                }
            let start = (storedY * width + storedX) * channels
            return samples[start..<(start + channels)]
        }
        return result
    }
}

/// Steele's SplitMix: small, and the same everywhere.
struct PlainNoise {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) >> 33)
    }
}
