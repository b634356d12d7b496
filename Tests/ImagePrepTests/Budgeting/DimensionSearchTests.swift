import ImagePrep
import Testing

struct DimensionSearchTests {
    private let original = PixelSize(width: 4_000, height: 3_000)

    /// Bytes of a made-up picture whose detail fades as it shrinks: as pixels to the power of 1/2, 3/4 or 1.
    private func bytes(_ size: PixelSize, quarters: Int) -> Double {
        let root = Double(size.pixelCount).squareRoot()
        return switch quarters {
        case 2: 400 + 300 * root
        case 3: 400 + 6 * root * root.squareRoot()
        default: 400 + 0.2 * root * root
        }
    }

    /// Looks at sizes until one is worth an encode, with a highest quality of `span` times the bytes of the lowest.
    private func search(maxBytes: Int, quarters: Int, span: Double) -> (size: PixelSize, looks: Int) {
        var size = original
        var steps = DimensionSearch()
        for looks in 1...30 {
            let fewest = bytes(size, quarters: quarters)
            let fits = Int(fewest) <= maxBytes
            if fits, !steps.canGrow || fewest * span >= DimensionSearch.least * Double(maxBytes) {
                return (size, looks)
            }
            steps.add(size, fewestBytes: Int(fewest), mostBytes: Int(fewest * span), fits: fits)
            guard let next = steps.next(maxBytes: maxBytes) else { break }
            size = next
        }
        return (size, .max)
    }

    @Test(arguments: [200_000, 30_000, 4_000], [2, 3, 4])
    func `a few looks find a size that uses up the budget`(maxBytes: Int, quarters: Int) {
        for span in [1, 1.05, 1.5, 3] {
            let found = search(maxBytes: maxBytes, quarters: quarters, span: span)
            #expect(found.looks <= 8)
            #expect(bytes(found.size, quarters: quarters) * span >= 0.9 * Double(maxBytes))
        }
    }

    @Test func `a jump that no size fills comes to an end`() {
        // Over 1,000 pixels far too much, below it far too little.
        var steps = DimensionSearch()
        var size = original
        var looks = 0
        while looks < 40 {
            looks += 1
            let fits = size.pixelCount <= 1_000
            if fits, !steps.canGrow { break }
            steps.add(size, fewestBytes: fits ? 500 : 90_000, mostBytes: fits ? 500 : 90_000, fits: fits)
            guard let next = steps.next(maxBytes: 1_000) else { break }
            size = next
        }
        #expect(looks < 40)
        #expect(size.pixelCount <= 1_000)
    }

    @Test func `the shorter side stops where it has to`() throws {
        var steps = DimensionSearch()
        steps.add(original, fewestBytes: 1_000_000, mostBytes: 2_000_000, fits: false)
        let next = try #require(steps.next(maxBytes: 1_000, shortestSide: 300))
        #expect(next == PixelSize(width: 400, height: 300))
        steps.add(next, fewestBytes: 5_000, mostBytes: 9_000, fits: false)
        #expect(steps.next(maxBytes: 1_000, shortestSide: 300) == nil)
        // It was shorter from the beginning: nothing is left.
        var narrow = DimensionSearch()
        narrow.add(PixelSize(width: 2_000, height: 20), fewestBytes: 9_000, mostBytes: 9_000, fits: false)
        #expect(narrow.next(maxBytes: 1_000, shortestSide: 50) == nil)
    }

    @Test func `sizes end at one pixel`() {
        var size = PixelSize(width: 65_000, height: 3)
        var steps = DimensionSearch()
        var count = 0
        while true {
            steps.add(size, fewestBytes: 1_000, mostBytes: 1_000, fits: false)
            guard let next = steps.next(maxBytes: 100) else { break }
            #expect(next.longestSide < size.longestSide && min(next.width, next.height) >= 1)
            size = next
            count += 1
        }
        #expect(size == PixelSize(width: 1, height: 1))
        #expect(count < 60)
    }
}
