import ImagePrep
import Testing

struct TargetSizeTests {
    static let sizes: [PixelSize] = {
        var random = SeededGenerator(seed: 7)
        let drawn = (0..<400).map { _ in
            PixelSize(width: Int.random(in: 1...9000, using: &random), height: Int.random(in: 1...9000, using: &random))
        }
        return drawn
            + [(1, 1), (1, 65_500), (65_500, 1), (65_251, 8), (4032, 3024), (13_000, 13_000)].map {
                PixelSize(width: $0.0, height: $0.1)
            }
    }()

    @Test(arguments: [1, 2, 100, 1_000_000, 12_192_767, 85_000_000], [nil, 1, 7, 1024, 2048] as [Int?])
    func `both limits hold, nothing is enlarged, and no side vanishes`(maxPixels: Int, maxDimension: Int?) {
        for size in Self.sizes {
            let fitted = size.fitted(maxPixels: maxPixels, maxDimension: maxDimension)
            #expect(fitted.pixelCount <= maxPixels)
            #expect(fitted.longestSide <= maxDimension ?? .max)
            #expect(fitted.width <= size.width && fitted.height <= size.height)
            #expect(fitted.width >= 1 && fitted.height >= 1)
        }
    }

    @Test(arguments: [1_000_000, 5_000_000], [nil, 1024] as [Int?])
    func `the next longer side would be over a limit`(maxPixels: Int, maxDimension: Int?) {
        for size in Self.sizes {
            let fitted = size.fitted(maxPixels: maxPixels, maxDimension: maxDimension)
            guard fitted != size else { continue }
            let longer = Double(fitted.longestSide + 1)
            let shorter = max(1, (longer * Double(min(size.width, size.height)) / Double(size.longestSide)).rounded())
            #expect(longer > Double(maxDimension ?? .max) || longer * shorter > Double(maxPixels), "\(size) \(fitted)")
        }
    }

    /// By counting the corners of a grid, which no division rounds.
    static func patches(_ width: Int, _ height: Int) -> Int {
        stride(from: 0, to: width, by: 32).underestimatedCount * stride(from: 0, to: height, by: 32).underestimatedCount
    }

    @Test(arguments: [1, 2, 100, 2_500, 30_000])
    func `no more patches than are allowed, and the next longer side would be over a limit`(maxPatches: Int) {
        for size in Self.sizes {
            #expect(size.patchCount == Self.patches(size.width, size.height))
            let fitted = size.fitted(maxPixels: .max, maxDimension: nil, maxPatches: maxPatches)
            #expect(Self.patches(fitted.width, fitted.height) <= maxPatches)
            guard fitted != size else { continue }
            #expect(Self.patches(size.width, size.height) > maxPatches, "\(size) was made \(fitted) for nothing")
            let longer = fitted.longestSide + 1
            let exact = Double(longer) * Double(min(size.width, size.height)) / Double(size.longestSide)
            let shorter = max(1, Int(exact.rounded()))
            #expect(Self.patches(longer, shorter) > maxPatches, "\(size) \(fitted)")
        }
    }

    @Test func `all three limits hold together`() {
        for size in Self.sizes {
            let fitted = size.fitted(maxPixels: 2_000_000, maxDimension: 1_568, maxPatches: 1_500)
            #expect(fitted.pixelCount <= 2_000_000 && fitted.longestSide <= 1_568)
            #expect(Self.patches(fitted.width, fitted.height) <= 1_500)
        }
        let wide = PixelSize(width: 8_000, height: 6_000).fitted(
            maxPixels: .max, maxDimension: 65_535, maxPatches: 30_000)
        // 200 x 150 patches are 30,000, and their pixels have the shape.
        #expect(wide == PixelSize(width: 6_400, height: 4_800))
    }

    @Test func `the shape stays to the nearest pixel of the shorter side`() {
        for size in Self.sizes {
            let fitted = size.fitted(maxPixels: 300_000, maxDimension: 900)
            let wanted = Double(min(size.width, size.height)) * Double(fitted.longestSide) / Double(size.longestSide)
            #expect(abs(max(1, wanted) - Double(min(fitted.width, fitted.height))) <= 0.5, "\(size) \(fitted)")
        }
    }

    @Test(arguments: [
        (PixelSize(width: 4032, height: 3024), 2048, PixelSize(width: 2048, height: 1536)),
        (PixelSize(width: 3024, height: 4032), 2048, PixelSize(width: 1536, height: 2048)),
        (PixelSize(width: 65_251, height: 8), 100, PixelSize(width: 100, height: 1)),
        (PixelSize(width: 3, height: 2), 1, PixelSize(width: 1, height: 1)),
        (PixelSize(width: 1000, height: 333), 1000, PixelSize(width: 1000, height: 333)),
        // 333 x 999 / 1000 is 332.667.
        (PixelSize(width: 1000, height: 333), 999, PixelSize(width: 999, height: 333)),
        // 5 x 2 / 4 is 2.5, and half rounds up.
        (PixelSize(width: 4, height: 5), 4, PixelSize(width: 3, height: 4)),
    ])
    func `the shorter side is rounded, half up`(size: PixelSize, maxDimension: Int, expected: PixelSize) {
        #expect(size.fitted(maxPixels: 85_000_000, maxDimension: maxDimension) == expected)
    }

    @Test func `sizes near the end of Int do not overflow`() {
        let size = PixelSize(width: 0x7FFF_FFFF, height: 0x7FFF_FFFF)
        #expect(size.fitted(maxPixels: .max, maxDimension: nil) == size)
        #expect(size.fitted(maxPixels: 1 << 40, maxDimension: nil) == PixelSize(width: 1 << 20, height: 1 << 20))
    }
}
