/// Which table definitions of a JPEG some scan uses; the others are room for anything that wants to hide.
///
/// A definition lasts until the next of its kind and number (T.81, B.2.4). It is used if a scan meanwhile selects it and
/// decodes with it, a quantization table if that is the first scan of a component: a progressive scan needs no AC table for DC coefficients, nor any table to refine them.
struct JPEGTableUse {
    struct Definition {
        /// Number byte and values.
        var range: Range<Int>
        var isUsed = false
    }

    /// By the index of their segment.
    private(set) var definitions: [Int: [Definition]] = [:]
    /// Segments whose restart interval comes into force.
    private(set) var restartIntervals: Set<Int> = []

    private struct Place {
        var segment: Int
        var index: Int
    }
    /// 0...3 quantization, 16...19 DC, 32...35 AC.
    private var current: [Int: Place] = [:]
    private var pendingInterval: (segment: Int, value: Int)?
    private var interval = 0
    /// Components of which a scan has begun: the table that it found is theirs, whatever is defined later.
    private var latched: Set<Int> = []

    init(of structure: JPEGStructure, in input: Span<UInt8>) {
        for (index, segment) in structure.segments.enumerated() {
            switch segment.marker {
            case 0xDB: define(index, JPEGTableUse.quantizationTables(input, segment.payload))
            case 0xC4: define(index, JPEGTableUse.huffmanTables(input, segment.payload))
            case 0xDD: pendingInterval = (index, input.bigEndian16(at: segment.payload.lowerBound) ?? 0)
            case 0xDA: use(by: ScanHeader(input, segment.payload), structure.frame)
            default: break
            }
        }
    }

    private mutating func define(_ segment: Int, _ tables: [(key: Int, range: Range<Int>)]) {
        definitions[segment] = tables.map { Definition(range: $0.range) }
        for (index, table) in tables.enumerated() { current[table.key] = Place(segment: segment, index: index) }
    }

    private mutating func use(by scan: ScanHeader, _ frame: JPEGStructure.Frame) {
        if let pending = pendingInterval, pending.value != interval {
            restartIntervals.insert(pending.segment)
            interval = pending.value
        }
        pendingInterval = nil
        let needsDC = scan.needsDC(isProgressive: frame.isProgressive)
        let needsAC = scan.needsAC(isProgressive: frame.isProgressive)
        for index in scan.indices(in: frame) where latched.insert(index).inserted {
            use(frame.components[index].quantizationTable)
        }
        for (_, tables) in scan.selectors where !frame.isArithmetic {
            if needsDC { use(16 + Int(tables >> 4)) }
            if needsAC { use(32 + Int(tables & 15)) }
        }
    }

    private mutating func use(_ key: Int) {
        guard let place = current[key] else { return }
        definitions[place.segment]?[place.index].isUsed = true
    }

    private static func quantizationTables(
        _ input: Span<UInt8>, _ payload: Range<Int>
    ) -> [(key: Int, range: Range<Int>)] {
        var tables: [(key: Int, range: Range<Int>)] = []
        var position = payload.lowerBound
        while position < payload.upperBound {
            let end = position + 1 + (input[position] >> 4 == 0 ? 64 : 128)
            tables.append((Int(input[position] & 15), position..<end))
            position = end
        }
        return tables
    }

    private static func huffmanTables(
        _ input: Span<UInt8>, _ payload: Range<Int>
    ) -> [(key: Int, range: Range<Int>)] {
        var tables: [(key: Int, range: Range<Int>)] = []
        var position = payload.lowerBound
        while position + 17 <= payload.upperBound {
            let end = (1...16).reduce(position + 17) { $0 + Int(input[position + $1]) }
            let isAC = input[position] >> 4 == 1
            tables.append(((isAC ? 32 : 16) + Int(input[position] & 15), position..<end))
            position = end
        }
        return tables
    }
}
