import ImagePrep

/// Pictures that are the same bytes on every machine, so that thresholds mean something without anybody's photos.
///
/// Waves, edges and noise, which come to about the bytes that a phone's photo of the size has.
enum SyntheticPhoto {
    /// An 8-bit RGB PNG, stored rather than deflated: rows unfiltered.
    static func png(width: Int, height: Int) -> [UInt8] {
        var raster: [UInt8] = []
        raster.reserveCapacity((width * 3 + 1) * height)
        var noise: UInt32 = 2_463_534_242
        for y in 0..<height {
            raster.append(0)
            for x in 0..<width {
                noise ^= noise << 13
                noise ^= noise >> 17
                noise ^= noise << 5
                // A triangle wave in each direction, tiles with hard edges, and grain.
                let wave = abs(x * 3 % 510 - 255) / 2 + abs(y * 2 % 510 - 255) / 4
                let tile = (x / 97 + y / 61) % 4 * 16
                let level = wave + tile + Int(noise & 15)
                raster.append(UInt8(min(255, level)))
                raster.append(UInt8(min(255, level * 3 / 4 + x * 40 / width)))
                raster.append(UInt8(min(255, level / 2 + y * 80 / height)))
            }
        }
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        appendChunk("IHDR", bigEndian(width) + bigEndian(height) + [8, 2, 0, 0, 0], to: &file)
        appendChunk("IDAT", stored(raster), to: &file)
        appendChunk("IEND", [], to: &file)
        return file
    }

    /// A baseline 4:2:0 JPEG of the same picture, as a phone holds it: turned, by its Exif orientation.
    static func jpeg(width: Int, height: Int, orientation: UInt8) throws -> [UInt8] {
        var options = PrepareOptions()
        options.format = .jpeg
        options.quality = 88
        options.subsampling = .yuv420
        let bytes = try ImagePreparer(options: options).prepare(png(width: width, height: height)).bytes
        return bytes.prefix(2) + exif(orientation) + bytes.dropFirst(2)
    }

    /// `png` with an eXIf chunk.
    static func orientedPNG(width: Int, height: Int, orientation: UInt8) throws -> [UInt8] {
        var options = PrepareOptions()
        options.format = .png
        // Deflated with filters, as pictures are; what is stored would only measure memory.
        let bytes = try ImagePreparer(options: options).prepare(
            jpeg(width: width, height: height, orientation: 1)
        ).bytes
        var chunk: [UInt8] = []
        appendChunk("eXIf", tiff(orientation), to: &chunk)
        return bytes.prefix(33) + chunk + bytes.dropFirst(33)
    }

    private static func exif(_ orientation: UInt8) -> [UInt8] {
        let body = Array("Exif\0\0".utf8) + tiff(orientation)
        return [0xFF, 0xE1, 0, UInt8(body.count + 2)] + body
    }

    /// Big-endian, one directory of one entry.
    private static func tiff(_ orientation: UInt8) -> [UInt8] {
        Array("MM".utf8) + [0, 42, 0, 0, 0, 8, 0, 1] + [1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0] + [0, 0, 0, 0]
    }

    private static func stored(_ raster: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var start = 0
        while start < raster.count {
            let count = min(65535, raster.count - start)
            let low = UInt8(count & 255)
            let high = UInt8(count >> 8)
            stream += [start + count == raster.count ? 1 : 0, low, high, ~low, ~high]
            stream += raster[start..<start + count]
            start += count
        }
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in raster {
            a = (a + UInt32(byte)) % 65521
            b = (b + a) % 65521
        }
        return stream + bigEndian(Int(b << 16 | a))
    }

    private static func appendChunk(_ type: String, _ body: [UInt8], to file: inout [UInt8]) {
        let checked = Array(type.utf8) + body
        file += bigEndian(body.count) + checked + bigEndian(Int(crc(checked)))
    }

    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { crc, byte in crcTable[Int((crc ^ UInt32(byte)) & 255)] ^ crc >> 8 }
    }

    private static let crcTable: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { crc, _ in crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1 }
    }

    private static func bigEndian(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(value >> $0 & 255) }
    }
}
