import CImageCodecsTesting
import Foundation
import Testing

@testable import ImagePrep

struct OrientingTests {
    private static let heights = [1, 2, 7, 8, 15, 16, 17, 31, 33, 40]

    @Test(arguments: Orientation.allCases)
    func `turning by tiles equals turning sample by sample, at every size and strip by strip`(
        orientation: Orientation
    ) throws {
        for width in 1...40 {
            for height in Self.heights {
                let stored = PixelSize(width: width, height: height)
                let source = try noise(stored)
                let fast = try Plane(orientation.upright(stored))
                let plain = try Plane(orientation.upright(stored))
                placePlainly(source, stored, orientation, in: plain)
                for firstRow in stride(from: 0, to: height, by: 17) {
                    let strip = try rows(firstRow..<min(firstRow + 17, height), of: source)
                    try fast.place(
                        strip, stored: stored, firstRow: firstRow, rowCount: strip.size.height,
                        orientation: orientation)
                }
                #expect(picture(fast) == picture(plain), "\(stored)")
            }
        }
    }

    /// Large pictures go past the cache by whole cache lines, where strips begin and end at them.
    @Test(arguments: Orientation.allCases.filter(\.swapsAxes), [(2051, 2050), (70, 60_001)])
    func `turning a large picture equals turning it sample by sample`(
        orientation: Orientation, size: (width: Int, height: Int)
    ) throws {
        let stored = PixelSize(width: size.width, height: size.height)
        let source = try largeNoise(stored)
        let upright = orientation.upright(stored)
        let plain = try Plane(upright)
        placePlainly(source, stored, orientation, in: plain)
        for endsRows in [false, true] {
            let fast = try Plane(upright, endsRows: endsRows)
            for firstRow in stride(from: 0, to: stored.height, by: 128) {
                let count = min(128, stored.height - firstRow)
                let strip = try Plane(PixelSize(width: stored.width, height: count))
                for row in 0..<count { copyRow(firstRow + row, of: source, to: row, of: strip) }
                try fast.place(
                    strip, stored: stored, firstRow: firstRow, rowCount: count, orientation: orientation)
            }
            let differing = (0..<upright.height).first { row in
                unsafe memcmp(fast.address(ofRow: row), plain.address(ofRow: row), upright.width) != 0
            }
            #expect(differing == nil, "rows end at lines: \(endsRows)")
        }
    }

    /// Sample by sample.
    private func placePlainly(_ source: Plane, _ stored: PixelSize, _ orientation: Orientation, in target: Plane) {
        unsafe ip_orient_rows_plain(
            source.address(ofRow: 0), source.rowBytes, Int32(stored.width), Int32(stored.height), 0,
            Int32(stored.height), Int32(orientation.rawValue), target.address(ofRow: 0), target.rowBytes)
    }

    private func copyRow(_ row: Int, of source: Plane, to target: Int, of plane: Plane) {
        unsafe memcpy(plane.address(ofRow: target), source.address(ofRow: row), source.size.width)
    }

    /// Rows that begin at other places of the same noise.
    private func largeNoise(_ size: PixelSize) throws -> Plane {
        let base = try noise(PixelSize(width: size.width + 251, height: 1))
        let plane = try Plane(size)
        for y in 0..<size.height {
            unsafe memcpy(plane.address(ofRow: y), base.address(ofRow: 0) + y * 89 % 251, size.width)
        }
        return plane
    }

    @Test(arguments: Orientation.allCases)
    func `the plain kernel puts samples where Exif says`(orientation: Orientation) throws {
        let stored = PixelSize(width: 5, height: 3)
        let source = try noise(stored)
        let oriented = try Plane(orientation.upright(stored))
        placePlainly(source, stored, orientation, in: oriented)
        #expect(picture(oriented) == picture(source).oriented(orientation))
    }

    @Test(arguments: [1, 2, 3, 5, 1023, 1024, 1025, 2051], [0.25, 0.5, 0.75])
    func `a shifted ramp is the ramp further on, along rows and columns alike`(count: Int, shift: Double) throws {
        let size = PixelSize(width: count, height: 3)
        let ramp = try filled(size) { x, _ in UInt8(min(x * 4, 252) % 256) }
        let oriented = try filled(size.transposed) { _, y in UInt8(min(y * 4, 252) % 256) }
        let extent = PlaneExtent(width: Double(count) - shift, height: 3)
        ramp.correctChromaSiting(extent: extent, after: .flipHorizontally)
        oriented.correctChromaSiting(extent: PlaneExtent(width: 3, height: extent.width), after: .flipVertically)
        #expect(picture(ramp).oriented(.transpose) == picture(oriented))
        for x in 3..<max(3, min(60, count - 3)) {
            #expect(abs(Double(picture(ramp)[x, 1, 0]) - (Double(x) + shift) * 4) <= 1)
        }
    }

    @Test
    func `an even area stays even when it is shifted`() throws {
        for level in [0, 1, 127, 254, 255] as [UInt8] {
            let plane = try filled(PixelSize(width: 37, height: 21)) { _, _ in level }
            plane.correctChromaSiting(extent: PlaneExtent(width: 36.5, height: 20.25), after: .rotate180)
            #expect(picture(plane).samples.allSatisfy { $0 == level })
        }
    }

    private func noise(_ size: PixelSize) throws -> Plane {
        var state: UInt32 = 12345
        return try filled(size) { _, _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(state >> 24)
        }
    }

    private func filled(_ size: PixelSize, _ sample: (Int, Int) -> UInt8) throws -> Plane {
        let plane = try Plane(size)
        for y in 0..<size.height {
            for x in 0..<size.width { plane[x, y] = sample(x, y) }
        }
        return plane
    }

    private func rows(_ range: Range<Int>, of plane: Plane) throws -> Plane {
        try filled(PixelSize(width: plane.size.width, height: range.count)) { x, y in
            plane[x, range.lowerBound + y]
        }
    }

    private func picture(_ plane: Plane) -> ReferenceImage {
        ReferenceImage(
            width: plane.size.width, height: plane.size.height, channels: 1, samples: plane.buffer.packedBytes())
    }
}
