import ImagePrep

/// A picture with flat, smooth, busy and noisy parts, as photos have them.
enum TestImage {
    static func planes(_ format: PlanarFormat, seed: UInt64 = 3) throws -> Planes {
        let planes = try Planes(format)
        for (index, plane) in planes.planes.enumerated() {
            let size = format.planeSize(index)
            var noise = Noise(seed: seed &+ UInt64(index))
            var samples: [UInt16] = []
            for y in 0..<size.height {
                for x in 0..<size.width {
                    samples.append(UInt16(sample(x, y, in: size, noise: Int(noise.next() & 0xFF))))
                }
            }
            plane.buffer = try PixelBuffer(samples, size: size, channels: 1, bytesPerSample: 1)
        }
        return planes
    }

    /// Four stripes: a slope, soft waves, hard squares, noise.
    private static func sample(_ x: Int, _ y: Int, in size: PixelSize, noise: Int) -> UInt8 {
        switch y * 4 / size.height {
        case 0: UInt8(clamping: 40 + x * 150 / size.width + noise / 64)
        case 1: UInt8(clamping: 128 + (x * x / 37 + y * y / 23) % 61 + noise / 32)
        case 2: UInt8(clamping: (x / 9 + y / 7) % 3 * 90 + 20 + noise / 32)
        default: UInt8(clamping: 96 + noise / 4)
        }
    }

    static let format420 = PlanarFormat(
        yCbCr: PixelSize(width: 637, height: 491), luma: SamplingFactors(horizontal: 2, vertical: 2))
    static let formats = [
        format420,
        PlanarFormat(yCbCr: PixelSize(width: 500, height: 333), luma: .one),
        PlanarFormat(size: PixelSize(width: 700, height: 450), color: .gray, sampling: [.one]),
    ]
}
