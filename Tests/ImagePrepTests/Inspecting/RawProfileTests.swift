import ImagePrep
import Testing

/// Exif in text chunks, as ImageMagick and exiftool write it.
struct RawProfileTests {
    static let exif: [UInt8] =
        Array("Exif\0\0".utf8)
        + [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]
    static let xmp = Array("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'/>".utf8)

    static func hex(_ bytes: [UInt8], name: String) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        var text = Array("\n\(name)\n      \(bytes.count)\n".utf8)
        for (index, byte) in bytes.enumerated() {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
            if index % 36 == 35 { text.append(10) }
        }
        text.append(10)
        return text
    }

    static func text(_ bytes: [UInt8], _ name: String = "APP1") -> (String, [UInt8]) {
        ("tEXt", Array("Raw profile type \(name)\0".utf8) + hex(bytes, name: name))
    }

    static func international(_ bytes: [UInt8], deflated: Bool) -> (String, [UInt8]) {
        var data = Array("Raw profile type exif\0".utf8)
        data.append(deflated ? 1 : 0)
        data.append(0)
        data += Array("en\0Rohprofil\0".utf8)
        let text = hex(bytes, name: "exif")
        if deflated { data += ProfileReadingTests.storedZlib(text) } else { data += text }
        return ("iTXt", data)
    }

    static let files: [(name: String, chunks: [(String, [UInt8])])] = [
        ("alone", [text(exif)]), ("without Exif's name", [text(Array(exif.dropFirst(6)), "exif")]),
        ("behind XMP", [text(xmp), text(exif)]), ("behind what is no Exif", [text([1, 2, 3, 4]), text(exif, "exif")]),
        ("behind what is no profile", [("tEXt", Array("Raw profile type exif\0none".utf8)), text(exif)]),
        ("behind an eXIf chunk that cannot be read", [("eXIf", [1, 2, 3, 4, 5, 6, 7, 8]), text(exif)]),
        ("in iTXt", [international(exif, deflated: false)]),
        ("in iTXt, deflated", [international(exif, deflated: true)]),
    ]

    @Test(arguments: files.indices)
    func `the first raw profile that parses turns the picture`(index: Int) throws {
        let file = try ProfileReadingTests.png(Self.files[index].chunks)
        let inspection = try ImagePreparer().inspect(file.span)
        #expect(inspection.orientation.rawValue == 6, "\(Self.files[index].name)")
        let picture = PlainPNG.picture(5, 4, colorType: 2, depth: 8)
        #expect(try PlainPNG(reading: ImagePreparer().prepare(file).bytes) == picture.oriented(6))
    }

    @Test func `an eXIf chunk that can be read decides`() throws {
        let upright: [UInt8] = [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0]
        let file = try ProfileReadingTests.png([("eXIf", upright), Self.text(Self.exif)])
        #expect(try ImagePreparer().inspect(file.span).orientation == .upright)
    }

    @Test func `XMP alone turns nothing and is no damage`() throws {
        let file = try ProfileReadingTests.png([Self.text(Self.xmp)])
        let inspection = try ImagePreparer().inspect(file.span)
        #expect(inspection.orientation == .upright && inspection.warnings.isEmpty)
    }
}
