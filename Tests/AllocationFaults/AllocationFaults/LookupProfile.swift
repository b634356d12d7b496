/// A profile that only Little CMS can use: a table of two points an axis, into Lab.
enum LookupProfile {
    /// A JPEG with the profile in front of all else.
    static func put(into jpeg: [UInt8]) -> [UInt8] {
        let payload = Array("ICC_PROFILE\0".utf8) + [1, 1] + bytes
        let length = payload.count + 2
        return Array(jpeg[..<2]) + [0xFF, 0xE2, UInt8(length >> 8), UInt8(length & 255)] + payload + jpeg[2...]
    }

    /// ICC.1:2022, 7.2 (header), 7.3 (tag table) and 10.10 (lut8Type).
    private static let bytes: [UInt8] = {
        let steps = (0...255).map(UInt8.init)
        var table = Array("mft1".utf8) + [0, 0, 0, 0, 3, 3, 2, 0]
        for index in 0..<9 { table += [0, index % 4 == 0 ? 1 : 0, 0, 0] }
        table += steps + steps + steps
        // Red, green and blue to lightness, and a little to a and b.
        for corner in 0..<8 {
            let (red, green, blue) = (corner >> 2, corner >> 1 & 1, corner & 1)
            table += [
                UInt8(75 * red + 130 * green + 50 * blue), UInt8(128 + 30 * (red - green)), UInt8(128 - 40 * blue),
            ]
        }
        table += steps + steps + steps
        let size = 128 + 4 + 12 + table.count
        var header = [UInt8](repeating: 0, count: 128)
        for (offset, text) in [(12, "mntrRGB Lab "), (36, "acsp")] {
            header.replaceSubrange(offset..<offset + text.utf8.count, with: Array(text.utf8))
        }
        header.replaceSubrange(0..<4, with: bigEndian(size))
        header[8] = 2
        header.replaceSubrange(68..<80, with: [0, 0, 0xF6, 0xD6, 0, 1, 0, 0, 0, 0, 0xD3, 0x2D])
        return header + bigEndian(1) + Array("A2B0".utf8) + bigEndian(144) + bigEndian(table.count) + table
    }()

    private static func bigEndian(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 255) } }
}
