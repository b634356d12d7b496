/// RFC 1951 as it is written, bit by bit: slow, and with nothing in common with libdeflate or zlib.
struct PlainInflate {
    struct Malformed: Error {}

    private let bytes: [UInt8]
    private var position: Int
    private var bitBuffer = 0
    private var bitCount = 0
    private(set) var output: [UInt8] = []

    /// What a zlib stream holds; its two header bytes and the Adler-32 behind it are checked.
    static func zlib(_ stream: [UInt8]) throws -> [UInt8] {
        guard stream.count >= 6, stream[0] & 15 == 8, (Int(stream[0]) << 8 | Int(stream[1])) % 31 == 0 else {
            throw Malformed()
        }
        var inflate = PlainInflate(bytes: stream, position: 2)
        while try !inflate.block() {}
        let stored = stream[inflate.position...].prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        // Nothing may hide behind the stream.
        guard stored == adler32(inflate.output), inflate.position + 4 == stream.count else { throw Malformed() }
        return inflate.output
    }

    static func adler32(_ bytes: [UInt8]) -> UInt32 {
        var (low, high) = (UInt32(1), UInt32(0))
        for byte in bytes {
            low = (low + UInt32(byte)) % 65521
            high = (high + low) % 65521
        }
        return high << 16 | low
    }

    private init(bytes: [UInt8], position: Int) {
        self.bytes = bytes
        self.position = position
    }

    private mutating func bits(_ count: Int) throws -> Int {
        while bitCount < count {
            guard position < bytes.count else { throw Malformed() }
            bitBuffer |= Int(bytes[position]) << bitCount
            position += 1
            bitCount += 8
        }
        defer {
            bitBuffer >>= count
            bitCount -= count
        }
        return bitBuffer & ((1 << count) - 1)
    }

    /// Returns whether it was the last one.
    private mutating func block() throws -> Bool {
        let isLast = try bits(1) == 1
        switch try bits(2) {
        case 0: try stored()
        case 1:
            let lengths = (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }
            try compressed(Code(lengths), Code([Int](repeating: 5, count: 30)))
        case 2: try dynamic()
        default: throw Malformed()
        }
        if isLast { position -= bitCount / 8 }
        return isLast
    }

    private mutating func stored() throws {
        bitBuffer = 0
        bitCount = 0
        guard position + 4 <= bytes.count else { throw Malformed() }
        let count = Int(bytes[position]) | Int(bytes[position + 1]) << 8
        guard bytes[position] ^ bytes[position + 2] == 255, position + 4 + count <= bytes.count else {
            throw Malformed()
        }
        output += bytes[(position + 4)..<(position + 4 + count)]
        position += 4 + count
    }

    /// A canonical Huffman code: symbols in order of length, and how many there are of each length.
    private struct Code {
        var counts = [Int](repeating: 0, count: 16)
        var symbols: [Int] = []

        init(_ lengths: [Int]) {
            for length in lengths { counts[length] += 1 }
            counts[0] = 0
            for length in 1..<16 { symbols += lengths.indices.filter { lengths[$0] == length } }
        }
    }

    private mutating func symbol(_ code: Code) throws -> Int {
        var (value, first, index) = (0, 0, 0)
        for length in 1..<16 {
            value |= try bits(1)
            let count = code.counts[length]
            if value - count < first { return code.symbols[index + value - first] }
            index += count
            first = (first + count) << 1
            value <<= 1
        }
        throw Malformed()
    }

    private mutating func dynamic() throws {
        let (literals, distances, codes) = try (bits(5) + 257, bits(5) + 1, bits(4) + 4)
        var lengths = [Int](repeating: 0, count: 19)
        let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
        for index in 0..<codes { lengths[order[index]] = try bits(3) }
        let code = Code(lengths)
        var all: [Int] = []
        while all.count < literals + distances {
            switch try symbol(code) {
            case 16:
                guard let last = all.last else { throw Malformed() }
                all += try [Int](repeating: last, count: 3 + bits(2))
            case 17: all += try [Int](repeating: 0, count: 3 + bits(3))
            case 18: all += try [Int](repeating: 0, count: 11 + bits(7))
            case let length: all.append(length)
            }
        }
        try compressed(Code(Array(all[..<literals])), Code(Array(all[literals...])))
    }

    private mutating func compressed(_ literals: Code, _ distances: Code) throws {
        while true {
            let symbol = try symbol(literals)
            if symbol < 256 {
                output.append(UInt8(symbol))
                continue
            }
            if symbol == 256 { return }
            try copy(length: length(symbol), distance: distance(self.symbol(distances)))
        }
    }

    private mutating func length(_ symbol: Int) throws -> Int {
        guard symbol < 286 else { throw Malformed() }
        if symbol == 285 { return 258 }
        let index = symbol - 257
        if index < 8 { return 3 + index }
        let extra = index / 4 - 1
        return try 3 + (4 + index % 4) << extra + bits(extra)
    }

    private mutating func distance(_ symbol: Int) throws -> Int {
        guard symbol < 30 else { throw Malformed() }
        if symbol < 4 { return 1 + symbol }
        let extra = symbol / 2 - 1
        return try 1 + (2 + symbol % 2) << extra + bits(extra)
    }

    private mutating func copy(length: Int, distance: Int) throws {
        guard distance <= output.count else { throw Malformed() }
        for _ in 0..<length { output.append(output[output.count - distance]) }
    }
}
