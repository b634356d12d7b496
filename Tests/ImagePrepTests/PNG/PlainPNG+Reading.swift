/// One of Adam7's passes, or the whole image as one.
struct PlainPass {
    var firstColumn = 0
    var firstRow = 0
    var columnStep = 1
    var rowStep = 1

    func columns(_ width: Int) -> Int { (width - firstColumn + columnStep - 1) / columnStep }
    func rows(_ height: Int) -> Int { (height - firstRow + rowStep - 1) / rowStep }

    static let adam7 = [
        (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
    ].map { PlainPass(firstColumn: $0.0, firstRow: $0.1, columnStep: $0.2, rowStep: $0.3) }
}

extension PlainPNG {
    func passes(interlaced: Bool) -> [PlainPass] { interlaced ? PlainPass.adam7 : [PlainPass()] }

    func rowBytes(_ columns: Int) -> Int { (columns * channels * depth + 7) / 8 }

    static func predicted(_ filter: Int, _ left: Int, _ above: Int, _ corner: Int) -> UInt8 {
        switch filter {
        case 1: return UInt8(left)
        case 2: return UInt8(above)
        case 3: return UInt8((left + above) / 2)
        case 4:
            let estimate = left + above - corner
            let distances = (abs(estimate - left), abs(estimate - above), abs(estimate - corner))
            if distances.0 <= distances.1, distances.0 <= distances.2 { return UInt8(left) }
            return UInt8(distances.1 <= distances.2 ? above : corner)
        default: return 0
        }
    }

    /// Reads a whole file; every CRC, the zlib stream's end and the unused bits of last bytes are checked.
    init(reading file: [UInt8]) throws {
        guard file.starts(with: [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10]) else { throw Malformed() }
        self.init(width: 0, height: 0, depth: 8, colorType: 0, samples: [])
        var (position, stream, interlaced, ended) = (8, [UInt8](), false, false)
        while position < file.count {
            guard !ended, position + 12 <= file.count else { throw Malformed() }
            let count = file[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
            guard position + 12 + count <= file.count else { throw Malformed() }
            let checked = Array(file[(position + 4)..<(position + 8 + count)])
            let stored = file[(position + 8 + count)..<(position + 12 + count)].reduce(0) { $0 << 8 | UInt32($1) }
            guard stored == Self.crc32(checked) else { throw Malformed() }
            let data = Array(checked[4...])
            switch String(decoding: checked[..<4], as: UTF8.self) {
            case "IHDR":
                width = data[0..<4].reduce(0) { $0 << 8 | Int($1) }
                height = data[4..<8].reduce(0) { $0 << 8 | Int($1) }
                (depth, colorType, interlaced) = (Int(data[8]), Int(data[9]), data[12] == 1)
            case "PLTE": palette = data
            case "tRNS": transparency = data
            case "IDAT": stream += data
            case "IEND": ended = true
            default: break
            }
            position += 12 + count
        }
        guard ended else { throw Malformed() }
        try readRows(PlainInflate.zlib(stream), interlaced: interlaced)
    }

    private mutating func readRows(_ raw: [UInt8], interlaced: Bool) throws {
        samples = [Int](repeating: 0, count: width * height * channels)
        var position = 0
        for pass in passes(interlaced: interlaced) {
            let (columns, rows) = (pass.columns(width), pass.rows(height))
            guard columns > 0 else { continue }
            var prior = [UInt8](repeating: 0, count: rowBytes(columns))
            for row in 0..<rows {
                guard position + 1 + prior.count <= raw.count, raw[position] < 5 else { throw Malformed() }
                let filter = Int(raw[position])
                let filtered = raw[(position + 1)..<(position + 1 + prior.count)]
                prior = unfiltered(Array(filtered), prior, filter)
                position += 1 + prior.count
                try unpack(prior, pass, row, columns)
            }
        }
        guard position == raw.count else { throw Malformed() }
    }

    private func unfiltered(_ residuals: [UInt8], _ prior: [UInt8], _ filter: Int) -> [UInt8] {
        let pixel = max(1, channels * depth / 8)
        var row = residuals
        for index in row.indices {
            let left = index < pixel ? 0 : Int(row[index - pixel])
            let corner = index < pixel ? 0 : Int(prior[index - pixel])
            row[index] &+= Self.predicted(filter, left, Int(prior[index]), corner)
        }
        return row
    }

    private mutating func unpack(_ row: [UInt8], _ pass: PlainPass, _ number: Int, _ columns: Int) throws {
        func bits(_ start: Int, _ count: Int) -> Int {
            (start..<(start + count)).reduce(0) { $0 << 1 | Int(row[$1 / 8] >> (7 - UInt8($1 % 8)) & 1) }
        }
        for index in 0..<(columns * channels) {
            let column = pass.firstColumn + index / channels * pass.columnStep
            let pixel = (pass.firstRow + number * pass.rowStep) * width + column
            samples[pixel * channels + index % channels] = bits(index * depth, depth)
        }
        let used = columns * channels * depth
        guard bits(used, row.count * 8 - used) == 0 else { throw Malformed() }
    }
}
