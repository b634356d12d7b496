/// One walk over run-length coded pixels, which go from row to row and never back.
struct BMPRunWalk {
    /// Where a row's codes begin, and the column at which they do.
    struct RowStart {
        var offset: Int
        var column: Int
    }

    /// For each row in stored order; nil for rows that no code reaches. Empty unless they are kept.
    private(set) var rows: [RowStart?] = []
    private(set) var coveredPixels = 0
    /// Behind the last code.
    private(set) var end: Int
    /// The row in which the codes end.
    private(set) var row = 0
    private var column = 0
    private var hasEndCode = false
    private let size: PixelSize

    /// Whether the picture was ended, or its last row is full.
    var isWhole: Bool {
        hasEndCode || row >= size.height || row == size.height - 1 && column >= size.width
    }

    init(_ file: Span<UInt8>, _ structure: BMPStructure, keepsRows: Bool) {
        size = structure.header.size
        end = structure.pixels.lowerBound
        if keepsRows {
            rows = Array(repeating: nil, count: size.height)
            rows[0] = RowStart(offset: end, column: 0)
        }
        let codes = file.extracting(0..<structure.pixels.upperBound)
        let bits = structure.header.bitsPerPixel
        while row < size.height, !hasEndCode, let code = BMPRunCode(codes, at: end, bits: bits) { step(code) }
        // Behind the last row stands the end of the picture as a rule.
        if !hasEndCode, row >= size.height, let code = BMPRunCode(codes, at: end, bits: bits),
            code.kind == .endOfPicture
        {
            end = code.end
        }
    }

    private mutating func step(_ code: BMPRunCode) {
        end = code.end
        switch code.kind {
        case .run(let count, _), .literal(let count, _):
            coveredPixels += max(0, min(size.width, column + count) - column)
            column += count
        case .endOfRow: enter(row + 1, at: 0)
        case .skip(let columns, 0): column += columns
        case .skip(let columns, let rows): enter(row + rows, at: column + columns)
        case .endOfPicture: hasEndCode = true
        }
    }

    private mutating func enter(_ next: Int, at start: Int) {
        (row, column) = (next, start)
        if row < rows.count { rows[row] = RowStart(offset: end, column: start) }
    }
}

/// One code of run-length coded pixels. Source: Microsoft, "Bitmap Compression".
///
/// A pair of bytes is a run of so many pixels, or begins with 0 and is then the end of a row (0), the end of the picture (1), a
/// step to the right and to later rows (2), or so many pixels one by one, padded to two bytes.
struct BMPRunCode {
    enum Kind: Equatable {
        /// So many pixels of a color; of 4 bits it holds two that take turns.
        case run(Int, color: UInt8)
        /// So many pixels that begin at a byte of the file.
        case literal(Int, offset: Int)
        case endOfRow
        case endOfPicture
        case skip(columns: Int, rows: Int)
    }

    let kind: Kind
    /// Where the next one begins.
    let end: Int

    /// nil if the file ends within it.
    init?(_ codes: Span<UInt8>, at offset: Int, bits: Int) {
        guard offset + 2 <= codes.count else { return nil }
        let (first, second) = (Int(codes[offset]), Int(codes[offset + 1]))
        var end = offset + 2
        switch (first, second) {
        case (0, 0): kind = .endOfRow
        case (0, 1): kind = .endOfPicture
        case (0, 2):
            guard offset + 4 <= codes.count else { return nil }
            kind = .skip(columns: Int(codes[offset + 2]), rows: Int(codes[offset + 3]))
            end += 2
        case (0, _):
            let used = bits == 8 ? second : (second + 1) / 2
            guard end + used <= codes.count else { return nil }
            kind = .literal(second, offset: end)
            end = min(codes.count, end + used + used % 2)
        default: kind = .run(first, color: codes[offset + 1])
        }
        self.end = end
    }
}
