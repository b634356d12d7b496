internal import CImageCodecs

/// An RGB space that three curves and a matrix describe: samples -> linear light -> ICC's connection space.
package struct MatrixShaperProfile: Sendable, Hashable {
    /// Of the red, green and blue samples.
    package var curves: [3 of ToneCurve]
    /// Linear RGB to XYZ relative to D50.
    package var matrix: ColorMatrix
    /// Such as "Display P3".
    package var name: String

    package init(curves: [3 of ToneCurve], matrix: ColorMatrix, name: String) {
        (self.curves, self.matrix, self.name) = (curves, matrix, name)
    }

    /// A space by its primaries and one curve; nil for primaries that span nothing.
    package init?(_ primaries: RGBPrimaries, curve: ToneCurve, name: String) {
        guard let matrix = primaries.matrixToConnectionSpace else { return nil }
        self.init(curves: [curve, curve, curve], matrix: matrix, name: name)
    }

    package static func == (left: MatrixShaperProfile, right: MatrixShaperProfile) -> Bool {
        left.matrix == right.matrix && left.name == right.name
            && (0..<3).allSatisfy { left.curves[$0] == right.curves[$0] }
    }

    package func hash(into hasher: inout Hasher) {
        for index in 0..<3 { hasher.combine(curves[index]) }
        hasher.combine(matrix)
        hasher.combine(name)
    }
}

extension MatrixShaperProfile {
    /// XYZ relative to D50 to linear sRGB.
    private static let connectionSpaceToSRGB = RGBPrimaries.srgb.matrixToConnectionSpace?.inverse ?? .identity

    /// Linear light of this space to linear sRGB, not clipped.
    package var matrixToSRGB: ColorMatrix { Self.connectionSpaceToSRGB * matrix }

    /// The luminance of (0, 0, 0), which black point compensation moves to 0; most profiles have 0 there.
    ///
    /// No more than L* = 50, as Adobe's black point compensation and Little CMS have it.
    package var blackLuminance: Double {
        let black = (0..<3).reduce(0) { $0 + matrix[1, $1] * curves[$1](0) }
        return min(max(black, 0), 0.184_186_5)
    }

    /// Whether its numbers are of a kind that tables can hold; Little CMS gets the others.
    package var isConvertible: Bool { (0..<9).allSatisfy { abs(matrixToSRGB.elements[$0]) < 4 } }

    /// The exact conversion of one colour to encoded sRGB, all samples 0...1: relative colorimetric with black point
    /// compensation, clipped. What tables and kernels approximate.
    package func convertToSRGB(_ samples: [3 of Double]) -> [3 of Double] {
        let linear = matrixToSRGB * [3 of Double] { curves[$0](samples[$0]) }
        let black = blackLuminance
        return [3 of Double] { Self.encodeSRGB((linear[$0] - black) / (1 - black)) }
    }

    /// Linear light to an sRGB sample, clipped to 0...1.
    package static func encodeSRGB(_ linear: Double) -> Double {
        guard linear > 0 else { return 0 }
        guard linear < 1 else { return 1 }
        return linear <= 0.003_130_8 ? 12.92 * linear : 1.055 * ip_power(linear, 1 / 2.4) - 0.055
    }

    /// The largest difference that conversion to sRGB would make to any sample, in levels of 8 bits.
    ///
    /// Measured on the grays and on a grid of colours, so that a profile is judged by what it does and not by its name.
    package var largestDifferenceFromSRGB: Double {
        var largest = 0.0
        let converter = self
        func measure(_ samples: [3 of Double]) {
            let converted = converter.convertToSRGB(samples)
            for index in 0..<3 { largest = max(largest, abs(converted[index] - samples[index]) * 255) }
        }
        for level in 0...64 { measure([3 of Double](repeating: Double(level) / 64)) }
        for index in 0..<125 {
            measure([Double(index % 5) / 4, Double(index / 5 % 5) / 4, Double(index / 25) / 4])
        }
        return largest
    }
}
