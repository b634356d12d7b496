/// A scan header as it stands in the file.
struct ScanHeader {
    /// Component identifier, and its DC and AC table numbers as four bits each.
    var selectors: [(identifier: UInt8, tables: UInt8)]
    var spectralStart: Int
    var spectralEnd: Int
    /// Successive approximation: high bit position times 16 plus low.
    var approximation: Int
    /// Of the spectral start, from the file's start; the end and the approximation follow.
    var parameterOffset: Int

    /// - Parameter payload: of a size that fits the count of components it begins with.
    init(_ input: Span<UInt8>, _ payload: Range<Int>) {
        let start = payload.lowerBound
        let count = Int(input[start])
        selectors = (0..<count).map { (input[start + 1 + 2 * $0], input[start + 2 + 2 * $0]) }
        parameterOffset = start + 1 + 2 * count
        spectralStart = Int(input[parameterOffset])
        spectralEnd = Int(input[parameterOffset + 1])
        approximation = Int(input[parameterOffset + 2])
    }

    /// The frame's components that it scans; fewer than `selectors` if one has no place.
    ///
    /// Found as libjpeg finds them, which pairs components of the same identifier in their order: a component fits whose
    /// own place in the scan is not taken yet.
    func indices(in frame: JPEGStructure.Frame) -> [Int] {
        var indices: [Int] = []
        for selector in selectors {
            let fitting = frame.components.indices.first {
                frame.components[$0].identifier == selector.identifier && $0 >= indices.count
            }
            guard let fitting else { break }
            indices.append(fitting)
        }
        return indices
    }

    /// Whether it brings DC coefficients for the first time, or AC ones: what takes a Huffman table of that class.
    func needsDC(isProgressive: Bool) -> Bool { !isProgressive || spectralStart == 0 && approximation >> 4 == 0 }
    func needsAC(isProgressive: Bool) -> Bool { !isProgressive || spectralStart > 0 }
}
