#if WebP
import ImagePrep
import Testing

/// Against the pixels that the files were made of, which lie beside them as PNGs; lossless ones are of an encoder of our own.
struct WebPRenderingTests {
    static func expected(_ name: String) throws -> PlainPNG { try PlainPNG(reading: Fixture.named("webp/\(name).png")) }

    @Test(arguments: [
        "lossless-simple", "lossless-extended", "lossless-exif", "lossless-xmp", "lossless-srgb", "lossless-unknown",
        "lossless-icc-no-flag", "lossless-icc-behind", "lossless-trailing", "lossless-simple-chunk", "flags-lie",
        "padding", "reserved",
        "animated-lossless", "two-pictures",
    ])
    func `a lossless picture comes out as it was whatever its container`(name: String) throws {
        let image = try ImagePreparer().prepare(Fixture.named("webp/\(name).webp"))
        #expect(image.receipt.format == .png)
        #expect(try PlainPNG(reading: image.bytes).rgba == Self.expected("picture").rgba)
    }

    @Test(arguments: ["lossless-alpha-simple", "lossless-alpha-extended"])
    func `alpha comes out as it was`(name: String) throws {
        let rendered = try PlainPNG.rendered(Fixture.named("webp/\(name).webp"))
        #expect(rendered.rgba == (try Self.expected("picture-alpha")).rgba)
    }

    @Test(arguments: Fixture.preparable("webp", "webp").filter { $0.orientation > 1 && $0.file.contains("lossless") })
    func `Exif turns the picture, with JPEG's identifier and without`(fixture: Fixture) throws {
        let rendered = try PlainPNG.rendered(fixture.bytes)
        let expected = try Self.expected(fixture.file.contains("alpha") ? "picture-alpha" : "picture")
            .oriented(fixture.orientation)
        #expect(rendered.width == expected.width && rendered.height == expected.height)
        #expect(rendered.rgba == expected.rgba)
    }

    @Test(arguments: ["exif-first-o6", "exif-no-flag-o6"])
    func `Exif turns the picture wherever it stands, announced or not`(name: String) throws {
        let rendered = try PlainPNG.rendered(Fixture.named("webp/\(name).webp"))
        #expect(rendered.rgba == (try Self.expected("picture")).oriented(6).rgba)
    }

    @Test func `what a frame leaves free of its canvas is transparent`() throws {
        let rendered = try PlainPNG.rendered(Fixture.named("webp/animated-offset.webp"))
        #expect(rendered.rgba == (try Self.expected("picture")).placed(x: 12, y: 4, width: 57, height: 32))
    }

    @Test func `lossy pictures become JPEGs, all else PNGs`() throws {
        for fixture in Fixture.preparable("webp", "webp") {
            let image = try ImagePreparer().prepare(fixture.bytes)
            let name = fixture.file.dropFirst(5)
            let isPhoto = name.hasPrefix("lossy") || name == "animated-lossy.webp"
            #expect(image.receipt.format == (isPhoto ? .jpeg : .png), "\(fixture.file)")
        }
    }

    @Test func `an animation says how many frames stay behind`() throws {
        let image = try ImagePreparer().prepare(Fixture.named("webp/animated-lossy.webp"))
        #expect(image.receipt.warnings == ["An animated WebP of 2 frames; only its first frame is taken."])
    }
}
#endif
