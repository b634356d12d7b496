extension ICCProfile {
    /// Curves and matrix of an RGB profile that has no tables; nil where it is not of that kind.
    func matrixProfile() -> MatrixShaperProfile? {
        guard space == .rgb, connectsThroughXYZ, !hasLookupTables,
            let red = column("rXYZ"), let green = column("gXYZ"), let blue = column("bXYZ"),
            let redCurve = curve("rTRC"), let greenCurve = curve("gTRC"), let blueCurve = curve("bTRC")
        else { return nil }
        return MatrixShaperProfile(
            curves: [redCurve, greenCurve, blueCurve], matrix: ColorMatrix(columns: [red, green, blue]), name: name)
    }

    /// The curve of a gray profile that has no tables; nil where it is not of that kind.
    func grayCurve() -> ToneCurve? {
        guard space == .gray, connectsThroughXYZ, !hasLookupTables else { return nil }
        return curve("kTRC")
    }

    /// XYZType: 's15Fixed16Number' three times behind the type's eight bytes.
    private func column(_ signature: StaticString) -> [3 of Double]? {
        guard let tag = tag(signature), tag.count >= 20, bytes.span.hasBytes("XYZ ", at: tag.lowerBound) else {
            return nil
        }
        return [3 of Double] { fixed(at: tag.lowerBound + 8 + 4 * $0) }
    }

    /// s15Fixed16Number; 0 past the end, which callers have ruled out.
    private func fixed(at offset: Int) -> Double {
        Double(Int32(truncatingIfNeeded: bytes.span.bigEndian32(at: offset) ?? 0)) / 65_536
    }

    private func curve(_ signature: StaticString) -> ToneCurve? {
        guard let tag = tag(signature), tag.count >= 12 else { return nil }
        if bytes.span.hasBytes("curv", at: tag.lowerBound) { return tableCurve(tag) }
        if bytes.span.hasBytes("para", at: tag.lowerBound) { return parametricCurve(tag) }
        return nil
    }

    /// curveType: no value is the identity, one is a gamma in u8Fixed8, more are a table.
    private func tableCurve(_ tag: Range<Int>) -> ToneCurve? {
        let first = tag.lowerBound + 12
        // Little CMS takes no longer table either.
        guard let count = bytes.span.bigEndian32(at: tag.lowerBound + 8), count <= 65_536,
            tag.count - 12 >= 2 * count
        else { return nil }
        if count == 0 { return .gamma(1) }
        if count == 1 { return bytes.span.bigEndian16(at: first).map { .gamma(Double($0) / 256) } }
        return .table((0..<count).map { UInt16(bytes.span.bigEndian16(at: first + 2 * $0) ?? 0) })
    }

    /// parametricCurveType: a function and as many numbers as it has parameters.
    private func parametricCurve(_ tag: Range<Int>) -> ToneCurve? {
        let counts = [1, 3, 4, 5, 7]
        guard let function = bytes.span.bigEndian16(at: tag.lowerBound + 8), counts.indices.contains(function),
            tag.count >= 12 + 4 * counts[function]
        else { return nil }
        let parameters = [7 of Double] { $0 < counts[function] ? fixed(at: tag.lowerBound + 12 + 4 * $0) : 0 }
        return .parametric(function: function, parameters)
    }
}
