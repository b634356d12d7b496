#if HEIF
import Foundation
import ImagePrep
import Testing

/// Of pictures of one colour, whose right value is plain arithmetic.
struct HEIFColorTests {
    /// What every tile was coded from, by BT.601's matrix and with full range.
    static let color = [210.0, 50.0, 160.0]

    static var coded: (luma: Double, blue: Double, red: Double) {
        let luma = 0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2]
        return (luma, (color[2] - luma) / 1.772, (color[0] - luma) / 1.402)
    }

    static func middle(_ name: String) throws -> [Int] {
        let png = try PlainPNG.rendered(Fixture.named("heif/\(name)"))
        return Array(png.rgba[png.rgba.count / 2 + png.width / 2].prefix(3))
    }

    private func expect(_ name: String, _ expected: [Double]) throws {
        for (made, wanted) in zip(try Self.middle(name), expected) {
            #expect(abs(Double(made) - min(255, max(0, wanted))) <= 3, "\(name): \(made), not \(wanted)")
        }
    }

    @Test(arguments: HEIFOrientationTests.suffixes)
    func `the matrix and the range are those of nclx`(suffix: String) throws {
        let (luma, blue, red) = Self.coded
        try expect("lossy.\(suffix)", Self.color)
        try expect(
            "nclx-709.\(suffix)", [luma + 1.5748 * red, luma - 0.1873 * blue - 0.4681 * red, luma + 1.8556 * blue])
        let (stretched, more) = ((luma - 16) * 255 / 219, 255.0 / 224)
        try expect(
            "nclx-limited.\(suffix)",
            [
                stretched + 1.402 * red * more, stretched - (0.344 * blue + 0.714 * red) * more,
                stretched + 1.772 * blue * more,
            ])
    }

    @Test(arguments: HEIFOrientationTests.suffixes)
    func `Display P3 by nclx becomes sRGB`(suffix: String) throws {
        let linear = Self.color.map { PlainSRGB.decode($0 / 255) }
        // Between the two spaces, both of D65; SMPTE EG 432-1 and IEC 61966-2-1.
        let rows = [[1.2249, -0.2247, 0], [-0.0420, 1.0419, 0], [-0.0197, -0.0786, 1.0979]]
        let converted = rows.map { row in zip(row, linear).reduce(0) { $0 + $1.0 * $1.1 } }
        try expect("nclx-p3.\(suffix)", converted.map { PlainSRGB.encode($0) * 255 })
        let image = try ImagePreparer().prepare(Fixture.named("heif/nclx-p3.\(suffix)"))
        #expect(image.receipt.colorConversion?.hasPrefix("Display P3") == true)
    }

    @Test(arguments: HEIFOrientationTests.suffixes)
    func `a profile comes before nclx`(suffix: String) throws {
        let name = "icc-and-nclx.\(suffix)"
        // nclx says BT.2020, whose conversion would change every colour by far more.
        let (rendered, expected) = (
            try PlainPNG.rendered(Fixture.named("heif/\(name)")).rgba, try HEIFOrientationTests.expected().rgba
        )
        #expect(HEIFOrientationTests.largestDifference(rendered, expected) <= 1)
        let p3 = try ImagePreparer().prepare(Fixture.named("heif/icc-p3.\(suffix)"))
        #expect(p3.receipt.colorConversion?.contains("Display P3") == true)
    }

    @Test(arguments: HEIFOrientationTests.suffixes)
    func `high dynamic range is tone mapped and says so, or refused by name`(suffix: String) throws {
        let file = try Fixture.named("heif/nclx-pq.\(suffix)")
        #expect(try ImagePreparer().prepare(file).receipt.isToneMapped)
        var options = PrepareOptions()
        options.highDynamicRange = .refuse
        #expect {
            try ImagePreparer(options: options).prepare(file)
        } throws: { error in
            guard case .unsupported(let feature, _)? = error as? ImagePrepError else { return false }
            return feature.contains("PQ")
        }
    }

    @Test(arguments: HEIFOrientationTests.suffixes)
    func `alpha stays, and what was multiplied by it is divided again`(suffix: String) throws {
        let expected = try HEIFOrientationTests.expected()
        let alpha = try PlainPNG.rendered(Fixture.named("heif/alpha.\(suffix)"))
        let divided = try PlainPNG.rendered(Fixture.named("heif/alpha-premultiplied.\(suffix)"))
        #expect(try ImagePreparer().prepare(Fixture.named("heif/alpha.\(suffix)")).receipt.format == .png)
        for (x, isHalf) in [(10, false), (60, true)] {
            let index = 50 * expected.width + x
            let (color, one, other) = (expected.rgba[index], alpha.rgba[index], divided.rgba[index])
            #expect(abs(one[3] - (isHalf ? 128 : 255)) <= 2 && one[3] == other[3])
            for channel in 0..<3 {
                #expect(abs(one[channel] - color[channel]) <= 1)
                let whole = min(255, color[channel] * 255 / one[3])
                #expect(abs(other[channel] - whole) <= 2, "\(x) \(channel)")
            }
        }
    }

    @Test(arguments: HEIFOrientationTests.suffixes, ["grid", "grid-irot3"])
    func `the tiles of a grid lie where they belong, from pixels and from planes`(suffix: String, name: String) throws {
        let file = try Fixture.named("heif/\(name).\(suffix)")
        let png = try PlainPNG.rendered(file)
        let colors = [[210, 50, 160], [30, 160, 170], [110, 120, 30], [235, 235, 225]]
        let order = name == "grid" ? [0, 1, 2, 3] : [2, 0, 3, 1]
        let jpeg = try ImagePreparer().prepare(file)
        #expect(jpeg.receipt.format == .jpeg && jpeg.receipt.size == PixelSize(width: png.width, height: png.height))
        let decoded = try DecodedImage(decoding: jpeg.bytes.span)
        // Turned, tiles that are cut off on the right and below are cut off on the left and below.
        let (left, right, top, bottom) = (12, png.width - 12, 12, png.height - 12)
        for (place, index) in zip([(left, top), (right, top), (left, bottom), (right, bottom)], order) {
            let pixel = place.1 * png.width + place.0
            for channel in 0..<3 {
                #expect(abs(png.rgba[pixel][channel] - colors[index][channel]) <= 3)
                #expect(abs(Int(decoded.samples[pixel * 3 + channel]) - colors[index][channel]) <= 5)
            }
        }
    }
}

/// sRGB's curve, written out. Source: IEC 61966-2-1.
private enum PlainSRGB {
    static func decode(_ sample: Double) -> Double {
        sample <= 0.04045 ? sample / 12.92 : pow((sample + 0.055) / 1.055, 2.4)
    }

    static func encode(_ linear: Double) -> Double {
        linear <= 0.0031308 ? linear * 12.92 : 1.055 * pow(linear, 1 / 2.4) - 0.055
    }
}
#endif
