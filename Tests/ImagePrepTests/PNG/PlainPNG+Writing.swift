extension PlainPNG {
    /// As a file: every row with the next filter, or `filter`; deflated as stored blocks, so that no compressor is in play.
    func file(interlaced: Bool = false, orientation: Int = 1, filter: Int? = nil, chunkBytes: Int = .max) -> [UInt8] {
        var raw: [UInt8] = []
        for pass in passes(interlaced: interlaced) {
            let (columns, rows) = (pass.columns(width), pass.rows(height))
            guard columns > 0 else { continue }
            var prior = [UInt8](repeating: 0, count: rowBytes(columns))
            for row in 0..<rows {
                let packed = packedRow(pass, row, columns)
                raw += filtered(packed, prior, filter ?? row % 5)
                prior = packed
            }
        }
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10]
        file += chunk("IHDR", big(width) + big(height) + [UInt8(depth), UInt8(colorType), 0, 0, interlaced ? 1 : 0])
        if orientation != 1 {
            file += chunk(
                "eXIf", [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, UInt8(orientation), 0, 0])
        }
        if !palette.isEmpty { file += chunk("PLTE", palette) }
        if !transparency.isEmpty { file += chunk("tRNS", transparency) }
        let stream = stored(raw)
        for start in stride(from: 0, to: stream.count, by: min(chunkBytes, stream.count)) {
            file += chunk("IDAT", Array(stream[start..<min(stream.count, start + min(chunkBytes, stream.count))]))
        }
        return file + chunk("IEND", [])
    }

    func big(_ number: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(number >> $0 & 255) } }

    func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let checked = Array(name.utf8) + data
        return big(data.count) + checked + big(Int(Self.crc32(checked)))
    }

    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc = ~UInt32(0)
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }

    private func stored(_ raw: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        for start in stride(from: 0, to: max(1, raw.count), by: 60_000) {
            let piece = raw[start..<min(raw.count, start + 60_000)]
            let (low, high) = (UInt8(piece.count & 255), UInt8(piece.count >> 8))
            stream += [start + 60_000 >= raw.count ? 1 : 0, low, high, ~low, ~high] + piece
        }
        return stream + big(Int(PlainInflate.adler32(raw)))
    }

    private func packedRow(_ pass: PlainPass, _ row: Int, _ columns: Int) -> [UInt8] {
        var bits: [UInt8] = []
        for column in 0..<columns {
            let pixel = (pass.firstRow + row * pass.rowStep) * width + pass.firstColumn + column * pass.columnStep
            for channel in 0..<channels {
                bits += (0..<depth).reversed().map { UInt8(samples[pixel * channels + channel] >> $0 & 1) }
            }
        }
        bits += [UInt8](repeating: 0, count: (8 - bits.count % 8) % 8)
        return stride(from: 0, to: bits.count, by: 8).map { bits[$0..<($0 + 8)].reduce(0) { $0 << 1 | $1 } }
    }

    private func filtered(_ row: [UInt8], _ prior: [UInt8], _ filter: Int) -> [UInt8] {
        let pixel = max(1, channels * depth / 8)
        return [UInt8(filter)]
            + row.indices.map { index in
                let left = index < pixel ? 0 : Int(row[index - pixel])
                let corner = index < pixel ? 0 : Int(prior[index - pixel])
                return row[index] &- Self.predicted(filter, left, Int(prior[index]), corner)
            }
    }
}
