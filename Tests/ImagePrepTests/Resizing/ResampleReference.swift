import ImagePrep

/// Resampling as the textbook has it, in double precision, one target sample at a time: what the fast one is held against.
struct ResampleReference {
    var filter: ResizeFilter

    /// One plane of `size`, row by row.
    func resample(_ plane: [Double], from size: PixelSize, to target: PixelSize) -> [Double] {
        resample(
            plane, AxisMapping(from: size.width, to: target.width), AxisMapping(from: size.height, to: target.height))
    }

    func resample(_ plane: [Double], _ horizontal: AxisMapping, _ vertical: AxisMapping) -> [Double] {
        let columns = (0..<horizontal.targetCount).map { weights(horizontal, $0) }
        var narrow: [Double] = []
        for y in 0..<vertical.sourceCount {
            for column in columns {
                narrow.append(column.reduce(0) { $0 + $1.1 * plane[y * horizontal.sourceCount + $1.0] })
            }
        }
        var result: [Double] = []
        for y in 0..<vertical.targetCount {
            let rows = weights(vertical, y)
            for x in 0..<horizontal.targetCount {
                result.append(rows.reduce(0) { $0 + $1.1 * narrow[$1.0 * horizontal.targetCount + x] })
            }
        }
        return result
    }

    /// Every source sample with a weight that is not 0, and the weight.
    func weights(_ axis: AxisMapping, _ target: Int) -> [(Int, Double)] {
        if axis.isIdentity { return [(target, 1)] }
        let widening = max(1, axis.factor)
        let center = min(max(axis.begin + (Double(target) + 0.5) * axis.factor, 0), Double(axis.sourceCount))
        var found: [(Int, Double)] = []
        for source in 0..<axis.sourceCount {
            let low = (Double(source) - center) / widening
            let weight = filter == .box ? boxCover(low, low + 1 / widening) : kernel(low + 0.5 / widening)
            if weight != 0 { found.append((source, weight)) }
        }
        let sum = found.reduce(0) { $0 + $1.1 }
        return found.map { ($0.0, $0.1 / sum) }
    }

    private func boxCover(_ low: Double, _ high: Double) -> Double { max(0, min(high, 0.5) - max(low, -0.5)) }

    private func kernel(_ x: Double) -> Double {
        let x = abs(x)
        switch filter {
        case .lanczos3: return x < 3 ? lanczos(x) : 0
        case .catmullRom where x < 1: return 1.5 * x * x * x - 2.5 * x * x + 1
        case .catmullRom where x < 2: return -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2
        case .bilinear where x < 1: return 1 - x
        default: return 0
        }
    }

    private func lanczos(_ x: Double) -> Double {
        x == 0 ? 1 : 3 * sine(.pi * x) * sine(.pi * x / 3) / (.pi * .pi * x * x)
    }
}

/// The sine by halving the angle until its series needs few terms, unlike the library's.
func sine(_ angle: Double) -> Double { 2 * halfSine(angle / 2) * halfCosine(angle / 2) }

private func halfSine(_ angle: Double) -> Double {
    if abs(angle) < 0.1 {
        let square = angle * angle
        return angle * (1 - square / 6 * (1 - square / 20 * (1 - square / 42 * (1 - square / 72))))
    }
    return 2 * halfSine(angle / 2) * halfCosine(angle / 2)
}

private func halfCosine(_ angle: Double) -> Double {
    let sine = halfSine(angle / 2)
    return 1 - 2 * sine * sine
}

/// How far samples are from what they should be, clamped as they are.
func largestError(of samples: [UInt16], against exact: [Double], upTo maximum: Double) -> Double {
    zip(samples, exact).reduce(samples.count == exact.count ? 0 : .infinity) { worst, pair in
        max(worst, abs(Double(pair.0) - min(max(pair.1, 0), maximum)))
    }
}

/// A small generator, so that every run sees the same noise.
struct Noise: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension PixelBuffer {
    /// A buffer of these samples, row by row; 16-bit samples where `bytesPerSample` is 2.
    init(_ samples: [UInt16], size: PixelSize, channels: Int, bytesPerSample: Int) throws(ImagePrepError) {
        try self.init(size: size, channels: channels, bytesPerSample: bytesPerSample)
        let stride = rowBytes
        var bytes = mutableBytes
        let rowSamples = size.width * channels
        for (index, sample) in samples.enumerated() {
            let offset = index / rowSamples * stride + index % rowSamples * bytesPerSample
            bytes[offset] = UInt8(truncatingIfNeeded: sample)
            if bytesPerSample == 2 { bytes[offset + 1] = UInt8(sample >> 8) }
        }
    }

    /// Its samples, row by row.
    func samples() -> [UInt16] {
        let packed = packedBytes()
        guard bytesPerSample == 2 else { return packed.map { UInt16($0) } }
        return stride(from: 0, to: packed.count, by: 2).map { UInt16(packed[$0]) | UInt16(packed[$0 + 1]) << 8 }
    }
}
