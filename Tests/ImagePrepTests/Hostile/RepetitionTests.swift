import Testing

@testable import ImagePrep

/// Structures that repeat what a reader would follow or inflate each time. Followed each time, these take from a minute to
/// hours.
@Suite(.timeLimit(.minutes(2)))
struct RepetitionTests {
    private static let pointerCycles = [
        [0x8769, 0x8825, 0xA005], [0x8769], [0x8825], [0xA005, 0x8769, 0x927C], [0x010F, 0x8769],
    ]

    /// One directory of `count` entries that all point at the directory itself, the last an orientation.
    private static func tiff(_ tags: [Int], count: Int) -> [UInt8] {
        let entries = (0..<count).map { (tags[$0 % tags.count], 4, 1, [0, 0, 0, 8] as [UInt8]) }
        return ExifTagsTests.tiff(entries + [(0x0112, 3, 1, [0, 6, 0, 0])], littleEndian: false)
    }

    @Test(arguments: pointerCycles, [5_400, 65_534])
    func `an Exif directory that points at itself in every entry is read once`(tags: [Int], count: Int) throws {
        let exif = Self.tiff(tags, count: count)
        var chunks = ChunkFile.chunks(PlainPNG.picture(3, 2, colorType: 2, depth: 8).file())
        chunks.insert(("eXIf", exif), at: 1)
        let file = ChunkFile.file(chunks)
        let inspection = try ImagePreparer().inspect(file.span)
        #expect(inspection.orientation == .rotate90)
        let summary = inspection.exifSummary(of: file.span)
        #expect(summary == nil)
    }

    @Test func `a thousand entries are no repetition, a directory more than cameras write is`() {
        let tags = [0x010F, 0x0110, 0x0112]
        for (count, isModest) in [(20, true), (999, true), (1_000, false)] {
            let bytes = Self.tiff(tags, count: count)
            #expect(ExifExtent(bytes.span, payload: 0..<bytes.count).isModest == isModest, "\(count)")
        }
    }

    /// Each may have to be inflated to as much as metadata may have.
    @Test func `of text chunks with Exif profiles the first four are looked at`() throws {
        let hex = Self.tiff([0x010F], count: 1).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
        let good = Array("Raw profile type exif\0\nexif\n      \(hex.count / 2)\n\(hex)\n".utf8)
        let bad = Array("Raw profile type exif\0nonsense".utf8)
        for (position, orientation) in [(0, Orientation.rotate90), (3, .rotate90), (4, .upright)] {
            var chunks = ChunkFile.chunks(PlainPNG.picture(3, 2, colorType: 2, depth: 8).file())
            chunks.insert(contentsOf: (0..<6).map { ("tEXt", $0 == position ? good : bad) }, at: 1)
            let file = ChunkFile.file(chunks)
            let inspection = try ImagePreparer().inspect(file.span)
            #expect(inspection.orientation == orientation)
            let warning = inspection.warnings.first { $0.contains("there are too many") }
            #expect(warning?.hasPrefix("2 text chunks") == true)
        }
    }

    /// Looked at all for each of them, they take minutes.
    @Test(
        arguments: [
            (0xEE, "Adobe\0d\0\0\0\0\u{1}and more"), (0xE2, "ICC_PROFILE\0\u{1}\u{1}x"),
        ] as [(UInt8, String)])
    func `a segment of which 190,000 are there costs what one costs, each`(marker: UInt8, text: String) throws {
        var file = JPEGParts(try Fixture.named("jpeg/444-mcu-o1.jpg"))
        let segment = JPEGParts.Segment(marker: marker, payload: Array(text.utf8))
        file.segments.insert(contentsOf: Array(repeating: segment, count: 190_000), at: 0)
        let bytes = file.file
        let prepared = try ImagePreparer().prepare(bytes)
        #expect(prepared.receipt.removed.reduce(0) { $0 + $1.byteCount } > 189_999 * segment.payload.count)
        var options = PrepareOptions()
        options.color = .keep
        #expect(!ImagePreparer(options: options).verify(bytes).isEmpty)
    }

    /// libpng would inflate it all, to throw it away.
    @Test(arguments: [false, true], [20_000, 3_000_000])
    func `what follows the last row is left where it is`(interlaced: Bool, byteCount: Int) throws {
        let picture = PlainPNG.picture(31, 17, colorType: 6, depth: 8)
        let raw = try PlainInflate.zlib(ChunkFile.imageData(picture.file(interlaced: interlaced)))
        let surplus = raw + [UInt8](repeating: 0, count: byteCount)
        var stream: [UInt8] = [0x78, 0x01]
        for start in stride(from: 0, to: surplus.count, by: 60_000) {
            let piece = surplus[start..<min(surplus.count, start + 60_000)]
            let (low, high) = (UInt8(piece.count & 255), UInt8(piece.count >> 8))
            stream += [start + 60_000 >= surplus.count ? 1 : 0, low, high, ~low, ~high] + piece
        }
        stream += ChunkFile.bigEndian(PlainInflate.adler32(surplus))
        let file = ChunkFile.file(picture.file(interlaced: interlaced), imageData: stream)
        let output = try PNGRenderingTests.rendered(file)
        #expect(try PlainPNG(reading: output.bytes) == picture)
        let made = try ImagePreparer().prepare(file)
        #expect(made.receipt.warnings.contains { $0.contains("goes on behind the last row") })
    }

    @Test func `words of a photo move no cursor and begin no line`() throws {
        let make = Array("\u{1B}[31mEvil\r\nfake: ok\u{2028}\u{202E}\u{7}\0".utf8)
        var exif = ExifTagsTests.tiff([(0x010F, 2, make.count, [0, 0, 0, 26])], littleEndian: false)
        exif += make
        var chunks = ChunkFile.chunks(PlainPNG.picture(3, 2, colorType: 2, depth: 8).file())
        chunks.insert(("eXIf", exif), at: 1)
        let file = ChunkFile.file(chunks)
        let summary = try ImagePreparer().inspect(file.span).exifSummary(of: file.span)
        #expect(summary?.camera == "[31mEvilfake: ok")
    }
}
