import ImagePrep
import Testing

struct SizeStepsTests {
    /// Bytes of a made-up picture whose detail fades as it shrinks.
    private func bytes(_ size: PixelSize, power: (Double) -> Double) -> Int {
        400 + Int(power(Double(size.pixelCount)))
    }

    @Test(arguments: [200_000, 30_000, 2_000])
    func `three sizes are enough to come under the budget and near it`(maxBytes: Int) throws {
        var size = PixelSize(width: 4_000, height: 3_000)
        var steps = SizeSteps()
        var taken = bytes(size) { $0.squareRoot() * $0.squareRoot().squareRoot() * 6 }
        var count = 0
        while taken > maxBytes {
            steps.add(size, fewestBytes: taken)
            size = try #require(steps.next(below: size, maxBytes: maxBytes))
            taken = bytes(size) { $0.squareRoot() * $0.squareRoot().squareRoot() * 6 }
            count += 1
        }
        #expect(count <= 3)
        #expect(Double(taken) >= 0.85 * Double(maxBytes))
    }

    @Test func `sizes end at one pixel`() {
        var size = PixelSize(width: 65_000, height: 3)
        var steps = SizeSteps()
        var count = 0
        while true {
            steps.add(size, fewestBytes: 1_000)
            guard let next = steps.next(below: size, maxBytes: 100) else { break }
            #expect(next.longestSide < size.longestSide && min(next.width, next.height) >= 1)
            size = next
            count += 1
        }
        #expect(size == PixelSize(width: 1, height: 1))
        #expect(count < 60)
    }
}
