#if TIFF
import Foundation
import ImagePrep
import Testing

struct TIFFRenderingTests {
    static func fixture(_ name: String) throws -> [UInt8] { try Fixture.named("tiff/\(name).tif") }

    static func rendered(_ file: [UInt8], _ options: PrepareOptions = PrepareOptions()) throws -> PlainPNG {
        let prepared = try ImagePreparer(options: options).prepare(file)
        #expect(prepared.receipt.format == .png && prepared.receipt.route == .render)
        #expect(ImagePreparer(options: options).verify(prepared.bytes).isEmpty)
        return try PlainPNG(reading: prepared.bytes)
    }

    /// The numbers of a fixture that is not compressed: its strips begin at byte 8, one behind the other.
    static func stored(_ name: String, channels: Int, bits: Int, isBigEndian: Bool = false) throws -> [Int] {
        let file = try fixture(name)
        let rowBytes = (37 * channels * bits + 7) / 8
        return (0..<23).flatMap { row -> [Int] in
            let bytes = file[8 + row * rowBytes..<8 + (row + 1) * rowBytes].map { Int($0) }
            if bits == 16 {
                return stride(from: 0, to: rowBytes, by: 2).map { index in
                    isBigEndian ? bytes[index] << 8 | bytes[index + 1] : bytes[index + 1] << 8 | bytes[index]
                }
            }
            let digits = bytes.flatMap { byte in (0..<8).reversed().map { byte >> $0 & 1 } }
            return (0..<37 * channels).map { index in
                digits[index * bits..<(index + 1) * bits].reduce(0) { $0 << 1 | $1 }
            }
        }
    }

    static func scaled(_ value: Int, bits: Int) -> Int {
        let largest = bits > 8 ? 65_535.0 : 255
        return Int((Double(value) * largest / Double((1 << bits) - 1)).rounded())
    }

    @Test(arguments: [1, 2, 4, 8, 12, 16])
    func `gray of each depth, white on either end`(bits: Int) throws {
        let expected = try Self.stored("gray\(bits)", channels: 1, bits: bits).map { Self.scaled($0, bits: bits) }
        let output = try Self.rendered(Self.fixture("gray\(bits)"))
        #expect(output.colorType == 0 && output.depth == (bits > 8 ? 16 : 8) && output.samples == expected)
        #expect(try Self.rendered(Self.fixture("white\(bits)")) == output)
    }

    @Test(arguments: [2, 4, 8])
    func `indices of a palette become its colors`(bits: Int) throws {
        let top = (1 << bits) - 1
        let expected = try Self.stored("palette\(bits)", channels: 1, bits: bits).flatMap { index in
            [index * 255 / top, 255 - index * 255 / top, index * 77 % 256]
        }
        #expect(try Self.rendered(Self.fixture("palette\(bits)")).samples == expected)
    }

    @Test func `16 bits stay 16 bits in either byte order`() throws {
        let output = try Self.rendered(Self.fixture("rgb16"))
        #expect(output.depth == 16 && output.colorType == 2)
        #expect(try output.samples == Self.stored("rgb16", channels: 3, bits: 16))
        #expect(try Self.rendered(Self.fixture("rgb16-big-endian")) == output)
        #expect(try Self.rendered(Self.fixture("rgb16-deflate")) == output)
    }

    static let same = Fixture.all.map(\.file).filter { file in
        file.hasPrefix("tiff/rgb-")
            && !["-o", "-p3"].contains { file.contains("rgb\($0)") && !file.contains("old") && !file.contains("one") }
            || file == "tiff/rgb-o9.tif"
    }

    @Test(arguments: same)
    func `every coding and cut of the same picture is the same picture`(file: String) throws {
        let plain = try Self.rendered(Self.fixture("rgb"))
        #expect(try plain.samples == Self.stored("rgb", channels: 3, bits: 8))
        #expect(try Self.rendered(Fixture.named(file)) == plain)
    }

    @Test func `there are as many of those as were made`() { #expect(Self.same.count == 26) }

    @Test(arguments: 2...8)
    func `orientations are applied`(orientation: Int) throws {
        let upright = try Self.rendered(Self.fixture("rgb")).oriented(orientation)
        let prepared = try ImagePreparer().prepare(Self.fixture("rgb-o\(orientation)"))
        #expect(try PlainPNG(reading: prepared.bytes) == upright)
        #expect(Int(prepared.receipt.orientation.rawValue) == orientation)
        if orientation == 6 { #expect(try Self.rendered(Self.fixture("rgb-o6-long")) == upright) }
    }

    @Test func `alpha stays, and colors are divided by one that they were multiplied by`() throws {
        let output = try Self.rendered(Self.fixture("rgba"))
        #expect(output.colorType == 6)
        #expect(try output.samples == Self.stored("rgba", channels: 4, bits: 8))
        let divided = try Self.rendered(Self.fixture("rgba-associated"))
        for (index, pair) in zip(output.samples, divided.samples).enumerated() {
            // 40 of 255 leave a color within three of what it was.
            #expect(abs(pair.0 - pair.1) <= (index % 4 == 3 ? 0 : 4))
        }
    }

    @Test func `CMYK becomes RGB`() throws {
        let output = try Self.rendered(Self.fixture("cmyk"))
        let inks = try Self.stored("cmyk", channels: 4, bits: 8)
        #expect(output.colorType == 2 && output.samples.count == inks.count / 4 * 3)
        for pixel in 0..<inks.count / 4 {
            for channel in 0..<3 {
                let expected = Double((255 - inks[4 * pixel + channel]) * (255 - inks[4 * pixel + 3])) / 255
                #expect(abs(Double(output.samples[3 * pixel + channel]) - expected) <= 1)
            }
        }
    }

    @Test func `an embedded profile is converted, as the same profile in a PNG is`() throws {
        let file = try Self.fixture("rgb-p3")
        let prepared = try ImagePreparer().prepare(file)
        #expect(prepared.receipt.colorConversion != nil)
        var options = PrepareOptions()
        options.color = .keep
        let kept = try ImagePreparer(options: options).prepare(file)
        let converted = try ImagePreparer().prepare(kept.bytes)
        #expect(try PlainPNG(reading: converted.bytes) == PlainPNG(reading: prepared.bytes))
        #expect(try PlainPNG(reading: kept.bytes) == Self.rendered(Self.fixture("rgb")))
    }

    /// libtiff's own tool writes what our encoders do not.
    @Test(
        .enabled(if: Program("tiffcp") != nil, "tiffcp is not installed"),
        arguments: [
            ("gray1", ["-c", "g3"]), ("gray1", ["-c", "g3:2d"]), ("gray1", ["-c", "g4"]),
            ("gray1", ["-c", "g4", "-f", "lsb2msb"]),
            ("gray4", ["-c", "lzw"]), ("gray12", ["-c", "zip"]), ("gray16", ["-c", "zip:2"]),
            ("rgb", ["-c", "lzw:2", "-p", "separate"]),
            ("rgb", ["-c", "zstd:2"]), ("rgb", ["-c", "none", "-f", "lsb2msb"]),
            ("rgb", ["-c", "packbits", "-r", "100"]),
            ("rgb16", ["-c", "lzw:2", "-t", "-w", "16", "-l", "32"]),
            ("palette4", ["-c", "lzw", "-t", "-w", "16", "-l", "16"]), ("rgb", ["-8", "-c", "zip"]),
            ("rgba", ["-c", "zip", "-r", "5"]),
        ] as [(String, [String])])
    func `what tiffcp codes anew is the same picture`(name: String, options: [String]) throws {
        let file = try #require(try Self.tiffcp(Self.fixture(name), options))
        #expect(try Self.rendered(file) == Self.rendered(Self.fixture(name)))
    }

    @Test(.enabled(if: Program("tiffcp") != nil, "tiffcp is not installed"))
    func `a JPEG inside becomes a JPEG, and of its pixels a PNG`() throws {
        for options in [["-r", "16"], ["-t", "-w", "16", "-l", "16"]] {
            let file = try #require(try Self.tiffcp(Self.fixture("rgb"), ["-c", "jpeg:95"] + options))
            #expect(try ImagePreparer().prepare(file).receipt.format == .jpeg)
            var png = PrepareOptions()
            png.format = .png
            let decoded = try #require(try Self.tiffcp(file, ["-c", "none"]))
            #expect(try Self.rendered(file, png) == Self.rendered(decoded), "\(options)")
        }
    }

    static func tiffcp(_ file: [UInt8], _ options: [String]) throws -> [UInt8]? {
        let folder = FileManager.default.temporaryDirectory.appending(path: "imageprep-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (input, output) = (folder.appending(path: "in.tif"), folder.appending(path: "out.tif"))
        try Data(file).write(to: input)
        let process = Process()
        process.executableURL = try URL(filePath: #require(Program("tiffcp")).path)
        process.arguments = options + [input.path, output.path]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? try Checkout.bytes(output) : nil
    }
}
#endif
