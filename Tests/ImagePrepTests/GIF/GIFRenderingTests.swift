import ImagePrep
import Testing

/// Against the pixels that the files were made of, which lie beside them as PNGs.
struct GIFRenderingTests {
    static func expected(_ name: String) throws -> PlainPNG { try PlainPNG(reading: Fixture.named("gif/\(name).png")) }

    @Test(arguments: [
        "plain", "87a", "interlaced", "own-table", "both-tables", "code-size-11", "no-first-clear", "no-end-code",
        "tiny-blocks",
        "beyond-screen", "screen-0", "comment-before", "animated", "loop-of-one", "behind-end-code", "no-trailer",
        "too-many",
        "zeros-between", "short-graphic-control",
    ])
    func `every way to code a frame gives its pixels`(name: String) throws {
        let rendered = try PlainPNG.rendered(Fixture.named("gif/\(name).gif"))
        let expected = try Self.expected("picture")
        #expect(rendered.width == expected.width && rendered.height == expected.height)
        #expect(rendered.rgba == expected.rgba)
    }

    @Test(arguments: ["full-table", "never-cleared"])
    func `a table of 4,096 strings is emptied when the file says so and not before`(name: String) throws {
        #expect(try PlainPNG.rendered(Fixture.named("gif/\(name).gif")).rgba == Self.expected("noise").rgba)
    }

    @Test(arguments: ["two-colors", "code-size-1"])
    func `two colors are two colors whatever bits codes begin with`(name: String) throws {
        let rendered = try PlainPNG.rendered(Fixture.named("gif/\(name).gif"))
        for (index, pixel) in rendered.rgba.enumerated() {
            let (x, y) = (index % 37, index / 37)
            let isSecond = (x * 7919 + y * 104729 + x * y * 31) % 2 == 1
            #expect(pixel == (isSecond ? [250, 240, 230, 255] : [0, 0, 90, 255]))
        }
    }

    @Test func `a string may be named before it is made`() throws {
        let rendered = try PlainPNG.rendered(Fixture.named("gif/one-string.gif"))
        #expect(rendered.width == 200 && rendered.height == 200)
        #expect(Set(rendered.rgba).count == 1)
    }

    @Test func `gray colors become gray samples`() throws {
        let rendered = try PlainPNG.rendered(Fixture.named("gif/gray.gif"))
        for (index, pixel) in rendered.rgba.enumerated() {
            let (x, y) = (index % 37, index / 37)
            #expect(pixel[0] == (x * 7919 + y * 104729 + x * y * 31) % 16 * 17)
        }
    }

    @Test func `what a frame leaves free of its canvas is transparent, not the background color`() throws {
        let picture = try Self.expected("picture")
        let rendered = try PlainPNG.rendered(Fixture.named("gif/offset.gif"))
        #expect(rendered.width == 57 && rendered.height == 32)
        #expect(rendered.rgba == picture.placed(x: 13, y: 4, width: 57, height: 32))
    }

    @Test func `the transparent index is transparent and nothing else is`() throws {
        let picture = try Self.expected("picture").rgba
        let rendered = try PlainPNG.rendered(Fixture.named("gif/transparent.gif")).rgba
        #expect(rendered.contains([0, 0, 0, 0]) && rendered.contains { $0[3] == 255 })
        for (pixel, color) in zip(rendered, picture) {
            #expect(pixel == (color == picture[0] ? [0, 0, 0, 0] : color))
        }
    }

    @Test func `later frames are counted in a warning and leave nothing`() throws {
        let file = try Fixture.named("gif/animated.gif")
        let image = try ImagePreparer().prepare(file)
        #expect(image.receipt.warnings == ["An animated GIF of 2 frames; only its first frame is taken."])
        #expect(image.receipt.format == .png)
        let kinds = try ImagePreparer().inspect(file.span).metadata.map(\.kind)
        #expect(kinds == [.animation, .comment, .animation])
    }

    @Test func `what the table of colors lacks is black, with a warning`() throws {
        let file = try Fixture.named("gif/index-beyond-table.gif")
        let image = try ImagePreparer().prepare(file)
        #expect(image.receipt.warnings.count == 1)
        let (rendered, whole) = (try PlainPNG.rendered(file).rgba, try Self.expected("picture").rgba)
        let table = Set(whole.filter { $0[0] == 0 && $0[1] == 0 })
        for (pixel, color) in zip(rendered, whole) where pixel != [0, 0, 0, 255] { #expect(pixel == color) }
        #expect(!table.isEmpty || Set(rendered).count > 1)
    }
}
