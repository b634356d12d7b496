internal import CImageCodecs

/// What each sample of a target axis is made of: a table of windows and weights, computed once for all rows or columns.
///
/// All windows have the same number of taps, so that kernels need no bounds; the weights past a window's own are 0. A
/// window never reaches outside the source unless the source has fewer samples than taps.
package struct FilterCoefficients: Sendable {
    /// The two passes read their windows differently.
    package enum Pass: Sendable {
        case row, column
    }

    /// How samples are computed with: see ip_resample.h.
    package enum Arithmetic: Sendable {
        case integer, single
    }

    package let mapping: AxisMapping
    package let tapCount: Int
    /// Of each window the first source sample; never falls.
    package let starts: [Int32]
    /// `tapCount` a target sample, with `shift` fraction bits; they sum to 1 << shift. Empty for single precision.
    package let integerWeights: [Int16]
    package let shift: Int
    /// `tapCount` a target sample. Empty for integers.
    package let singleWeights: [Float]

    package init(_ mapping: AxisMapping, filter: ResizeFilter, pass: Pass, arithmetic: Arithmetic) {
        let windows = FilterWindows(mapping, filter: filter)
        let multiple = Int(pass == .row ? IP_ROW_TAPS : IP_COLUMN_TAPS)
        let tapCount = (windows.longest + multiple - 1) / multiple * multiple
        let highestStart = max(0, mapping.sourceCount - tapCount)
        let table = windows.padded(to: tapCount, highestStart: highestStart)
        self.mapping = mapping
        self.tapCount = tapCount
        starts = table.starts
        switch arithmetic {
        case .integer:
            shift = windows.shift(for: pass)
            integerWeights = quantized(table.weights, tapCount: tapCount, shift: shift)
            singleWeights = []
        case .single:
            shift = 0
            integerWeights = []
            singleWeights = table.weights.map { Float($0) }
        }
    }

    /// The last source sample that target sample `index` needs.
    func lastSource(of index: Int) -> Int {
        min(Int(starts[index]) + tapCount, mapping.sourceCount) - 1
    }
}

/// Rounds weights so that each window sums to exactly one unit: what rounding one weight leaves over goes to the next, so
/// that a slope is as true as a constant.
private func quantized(_ weights: [Double], tapCount: Int, shift: Int) -> [Int16] {
    let unit = Double(1 << shift)
    var rounded: [Int16] = []
    rounded.reserveCapacity(weights.count)
    for window in stride(from: 0, to: weights.count, by: tapCount) {
        var exact = 0.0
        var given = 0.0
        for index in window..<(window + tapCount) {
            exact += weights[index] * unit
            let weight = exact.rounded() - given
            given += weight
            rounded.append(Int16(clamping: Int(weight)))
        }
    }
    return rounded
}
