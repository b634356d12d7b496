internal import CImageCodecs

/// The steps by which a JPEG's coefficients are divided, row by row from the mean to the finest detail.
package struct QuantizationTable: Sendable, Hashable {
    /// 64 of them.
    package let steps: [UInt16]

    /// - Precondition: there are 64 steps.
    package init(steps: [UInt16]) {
        precondition(steps.count == 64)
        self.steps = steps
    }

    /// The table of T.81's annex K at a quality of 1...100, by libjpeg's scale.
    package static func standard(quality: Int, isChroma: Bool) -> QuantizationTable {
        var steps = [UInt16](repeating: 1, count: 64)
        unsafe ip_jpeg_standard_quantization(Int32(clamping: quality), isChroma, &steps)
        return QuantizationTable(steps: steps)
    }

    /// The same with the steps of `other` for the first frequencies, in the zigzag order in which they are coded.
    package func finer(_ other: QuantizationTable, upTo frequencies: Int) -> QuantizationTable {
        var mixed = steps
        for index in Self.zigzag.prefix(frequencies) { mixed[index] = other.steps[index] }
        return QuantizationTable(steps: mixed)
    }

    /// The place in a row-by-row table of each step in coded order: along the diagonals, every other one upwards.
    private static let zigzag: [Int] = (0..<15).flatMap { diagonal in
        let rows = max(0, diagonal - 7)...min(7, diagonal)
        let downwards = rows.map { $0 * 8 + diagonal - $0 }
        return diagonal % 2 == 0 ? downwards.reversed() : downwards
    }

    /// For a picture whose rows have become columns.
    package var transposed: QuantizationTable {
        QuantizationTable(steps: (0..<64).map { steps[$0 % 8 * 8 + $0 / 8] })
    }
}
