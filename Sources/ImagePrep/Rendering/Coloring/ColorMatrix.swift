/// A 3x3 matrix of doubles in row-major order, for colorimetry on a handful of values; pixels go through tables.
package struct ColorMatrix: Sendable, Hashable {
    package var elements: [9 of Double]

    package init(_ elements: [9 of Double]) { self.elements = elements }

    /// The matrix whose columns these are.
    package init(columns: [3 of [3 of Double]]) {
        elements = [9 of Double] { index in columns[index % 3][index / 3] }
    }

    package subscript(row: Int, column: Int) -> Double { elements[row * 3 + column] }

    package static let identity = ColorMatrix([1, 0, 0, 0, 1, 0, 0, 0, 1])

    package static func diagonal(_ values: [3 of Double]) -> ColorMatrix {
        ColorMatrix([values[0], 0, 0, 0, values[1], 0, 0, 0, values[2]])
    }

    package static func * (left: ColorMatrix, right: ColorMatrix) -> ColorMatrix {
        ColorMatrix(
            [9 of Double] { index in
                let (row, column) = (index / 3, index % 3)
                return left[row, 0] * right[0, column] + left[row, 1] * right[1, column]
                    + left[row, 2] * right[2, column]
            })
    }

    package static func * (matrix: ColorMatrix, vector: [3 of Double]) -> [3 of Double] {
        [3 of Double] { row in
            matrix[row, 0] * vector[0] + matrix[row, 1] * vector[1] + matrix[row, 2] * vector[2]
        }
    }

    /// The inverse, or nil where the columns do not span space (a profile may say anything).
    package var inverse: ColorMatrix? {
        let adjugate = [9 of Double] { index in cofactor(row: index % 3, column: index / 3) }
        let determinant = self[0, 0] * adjugate[0] + self[0, 1] * adjugate[3] + self[0, 2] * adjugate[6]
        guard abs(determinant) > 1e-9 else { return nil }
        return ColorMatrix([9 of Double] { index in adjugate[index] / determinant })
    }

    private func cofactor(row: Int, column: Int) -> Double {
        // Taking the two other rows and columns in cyclic order makes the sign come out by itself.
        let (r1, r2, c1, c2) = ((row + 1) % 3, (row + 2) % 3, (column + 1) % 3, (column + 2) % 3)
        return self[r1, c1] * self[r2, c2] - self[r1, c2] * self[r2, c1]
    }

    package static func == (left: ColorMatrix, right: ColorMatrix) -> Bool {
        (0..<9).allSatisfy { left.elements[$0] == right.elements[$0] }
    }

    package func hash(into hasher: inout Hasher) {
        for index in 0..<9 { hasher.combine(elements[index]) }
    }
}
