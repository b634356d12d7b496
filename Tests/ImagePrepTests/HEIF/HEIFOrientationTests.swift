#if HEIF
import ImagePrep
import Testing

/// Against the pixels that the files were made of, which lie beside them as a PNG. Those of AVIFs are coded without loss; those of
/// HEICs went through YCbCr and back, which rounds.
struct HEIFOrientationTests {
    static let suffixes = ["heic", "avif"]

    static func expected() throws -> PlainPNG { try PlainPNG(reading: Fixture.named("heif/picture.png")) }

    static func largestDifference(_ one: [[Int]], _ other: [[Int]]) -> Int {
        guard one.count == other.count else { return 255 }
        var largest = 0
        for (first, second) in zip(one, other) {
            for (left, right) in zip(first, second) { largest = max(largest, abs(left - right)) }
        }
        return largest
    }

    /// What a fixture's `clap` leaves of the picture.
    struct ShownPart: Sendable {
        var name: String
        var x: Int
        var y: Int
        var size: PixelSize
        var orientation: Int
    }

    static let turned = suffixes.flatMap { suffix in
        Fixture.preparable("heif", suffix).filter { fixture in
            ["irot", "exif-o", "index0", "iden"].contains { fixture.file.contains($0) }
                && !["clap", "grid", "alpha"].contains { fixture.file.contains($0) }
        }
    }

    @Test(arguments: turned)
    func `a rotation or mirroring in the file decides, else Exif does`(fixture: Fixture) throws {
        let rendered = try PlainPNG.rendered(fixture.bytes)
        let expected = try Self.expected().oriented(fixture.orientation)
        #expect(rendered.width == expected.width && rendered.height == expected.height)
        let difference = Self.largestDifference(rendered.rgba, expected.rgba)
        #expect(difference <= (fixture.format == "avif" ? 0 : 1))
        let file = try fixture.bytes
        #expect(try ImagePreparer().inspect(file.span).orientation.rawValue == UInt8(fixture.orientation))
    }

    @Test func `every combination of rotation and mirroring is among them`() {
        #expect(Self.turned.count >= 2 * (12 + 8 + 3))
        #expect(Set(Self.turned.map(\.orientation)) == Set(1...8))
    }

    @Test(arguments: suffixes)
    func `the receipt says where the two disagree and inspect says which counts`(suffix: String) throws {
        let disagreeingFile = try Fixture.named("heif/irot3-exif1.\(suffix)")
        let exifFile = try Fixture.named("heif/exif-o6.\(suffix)")
        let disagreeing = try ImagePreparer().inspect(disagreeingFile.span)
        let exif = try ImagePreparer().inspect(exifFile.span)
        #expect(disagreeing.orientationSource == "irot and imir" && exif.orientationSource == "Exif")
        #expect(disagreeing.warnings.contains { $0.contains("says 6") && $0.contains("Exif 1") })
        #expect(exif.warnings.isEmpty)
        let image = try ImagePreparer().prepare(Fixture.named("heif/irot0-exif6.\(suffix)"))
        #expect(image.receipt.warnings.contains { $0.contains("says 1") && $0.contains("Exif 6") })
        #expect(image.receipt.orientation == .upright)
    }

    static let parts = [
        ShownPart(name: "clap", x: 26, y: 26, size: PixelSize(width: 20, height: 12), orientation: 1),
        ShownPart(name: "clap-odd-irot3", x: 33, y: 24, size: PixelSize(width: 9, height: 11), orientation: 6),
    ]

    @Test(arguments: suffixes, parts)
    func `only the part is shown that the file wants shown`(suffix: String, part: ShownPart) throws {
        let whole = try Self.expected()
        var cut = whole
        (cut.width, cut.height) = (part.size.width, part.size.height)
        cut.samples = (0..<part.size.height).flatMap { y in
            let start = ((part.y + y) * whole.width + part.x) * whole.channels
            return whole.samples[start..<start + part.size.width * whole.channels]
        }
        let rendered = try PlainPNG.rendered(Fixture.named("heif/\(part.name).\(suffix)"))
        let expected = cut.oriented(part.orientation)
        #expect(rendered.width == expected.width && rendered.height == expected.height)
        #expect(Self.largestDifference(rendered.rgba, expected.rgba) <= 1)
    }

    @Test func `one orientation after another is one orientation`() {
        for first in Orientation.allCases {
            #expect(first.followed(by: first.inverse) == .upright)
            #expect(first.followed(by: .upright) == first && Orientation.upright.followed(by: first) == first)
        }
        #expect(Orientation.rotate90.followed(by: .rotate90) == .rotate180)
        // Turned to the left and then mirrored from top to bottom is mirrored along a diagonal.
        #expect(Orientation.rotate270.followed(by: .flipVertically) == .transpose)
        #expect(Orientation.rotate270.followed(by: .flipHorizontally) == .transverse)
    }
}
#endif
