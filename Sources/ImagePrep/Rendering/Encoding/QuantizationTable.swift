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

    /// For a picture whose rows have become columns.
    package var transposed: QuantizationTable {
        QuantizationTable(steps: (0..<64).map { steps[$0 % 8 * 8 + $0 / 8] })
    }
}
