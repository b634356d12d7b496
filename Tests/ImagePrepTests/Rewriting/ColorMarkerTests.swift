import ImagePrep
import Testing

/// The segments that say what a JPEG's samples mean, where they contradict each other: what djpeg sees must not change.
@Suite(.enabled(if: Program("djpeg") != nil, "djpeg is not installed"))
struct ColorMarkerTests {
    private static func adobe(_ transform: UInt8, extra: [UInt8] = []) -> [UInt8] {
        let payload = Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, transform] + extra
        return [0xFF, 0xEE, 0, UInt8(payload.count + 2)] + payload
    }

    private static let jfif: [UInt8] = [0xFF, 0xE0, 0, 16] + Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0]
    private static let comment: [UInt8] = [0xFF, 0xFE, 0, 6] + Array("note".utf8)

    static let heads: [(name: String, segments: [UInt8])] = [
        ("RGB, then YCbCr", adobe(0) + adobe(1)), ("YCbCr, then RGB", adobe(1) + adobe(0)),
        ("three of them, with more behind", adobe(1, extra: [7, 7]) + comment + adobe(1) + adobe(0, extra: [8])),
        ("RGB with JFIF", jfif + adobe(0)), ("two JFIF", jfif + jfif + comment),
        ("too short", Array(adobe(0).prefix(14))),
        ("none but a comment", comment),
    ]

    /// A color card without JFIF, as three components numbered 1 to 3.
    private func card() throws -> [UInt8] {
        let fixture = try #require(Fixture.preparable("jpeg", "jpeg").first { $0.file.hasSuffix("/444-mcu-o1.jpg") })
        let bytes = try fixture.bytes
        try #require(bytes[2] == 0xFF && bytes[3] == 0xE0)
        let length = Int(bytes[4]) << 8 + Int(bytes[5])
        return Array(bytes[0..<2] + bytes[(4 + length)...])
    }

    @Test(arguments: heads) func `a rewrite means what djpeg takes it to mean`(_ head: (name: String, [UInt8])) throws {
        var file = try card()
        var segments = head.1
        if head.name == "too short" { segments[3] = 12 }
        file.insert(contentsOf: segments, at: 2)
        let djpeg = try #require(Program("djpeg"))
        let before = try djpeg.run("-rgb", input: file)
        let output = try ImagePreparer().prepare(file)
        let after = try djpeg.run("-rgb", input: output.bytes)
        try #require(before.status == 0 && !before.bytes.isEmpty)
        #expect(before.bytes == after.bytes, "\(head.name): \(output.receipt.route)")
        let removed = output.receipt.removed.reduce(0) { $0 + $1.byteCount }
        #expect(output.receipt.route != .rewrite || removed == file.count - output.bytes.count)
        #expect(ImagePreparer().verify(output.bytes).isEmpty)
    }

    /// Behind the first scan nothing changes the meaning of samples any more.
    @Test(arguments: [adobe(0), jfif]) func `what stands behind the first scan is not believed`(_ late: [UInt8]) throws
    {
        let fixture = try #require(
            Fixture.preparable("jpeg", "jpeg").first { $0.file.hasSuffix("/progressive-420-mcu-o1.jpg") })
        var file = try fixture.bytes
        let scans = file.indices.dropLast().filter { file[$0] == 0xFF && file[$0 + 1] == 0xDA }
        try #require(scans.count > 1)
        if late == Self.jfif, file[3] == 0xE0 { file.removeSubrange(2..<(4 + Int(file[4]) << 8 + Int(file[5]))) }
        let shift = try fixture.bytes.count - file.count
        file.insert(contentsOf: late, at: scans[1] - shift)
        let djpeg = try #require(Program("djpeg"))
        let output = try ImagePreparer().prepare(file)
        #expect(try djpeg.run("-rgb", input: file).bytes == djpeg.run("-rgb", input: output.bytes).bytes)
        #expect(output.receipt.route == .rewrite && output.receipt.removed.contains { $0.byteCount == late.count })
    }
}
