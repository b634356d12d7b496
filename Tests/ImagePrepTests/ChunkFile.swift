/// A writer of PNG chunks, apart from the code under test: bit by bit where the project has tables.
enum ChunkFile {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    static func bigEndian(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = .max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB8_8320 }
        }
        return ~crc
    }

    static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let typeAndData = Array(type.utf8) + data
        return bigEndian(UInt32(data.count)) + typeAndData + bigEndian(crc32(typeAndData))
    }

    /// Type and data of every chunk up to IEND.
    static func chunks(_ file: [UInt8]) -> [(type: String, data: [UInt8])] {
        var (position, found) = (8, [(type: String, data: [UInt8])]())
        while position + 12 <= file.count {
            let count = file[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
            let type = String(decoding: file[position + 4..<position + 8], as: UTF8.self)
            guard position + 12 + count <= file.count else { break }
            found.append((type, Array(file[position + 8..<position + 8 + count])))
            position += 12 + count
            if type == "IEND" { break }
        }
        return found
    }

    static func file(_ chunks: [(type: String, data: [UInt8])]) -> [UInt8] {
        signature + chunks.flatMap { chunk($0.type, $0.data) }
    }

    /// With another stream in one IDAT, its checksum right.
    static func file(_ file: [UInt8], imageData: [UInt8]) -> [UInt8] {
        var chunks = chunks(file).filter { $0.type != "IDAT" }
        chunks.insert(("IDAT", imageData), at: chunks.count - 1)
        return ChunkFile.file(chunks)
    }

    static func imageData(_ file: [UInt8]) -> [UInt8] { chunks(file).filter { $0.type == "IDAT" }.flatMap(\.data) }
}

/// Numbers that are the same on every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
