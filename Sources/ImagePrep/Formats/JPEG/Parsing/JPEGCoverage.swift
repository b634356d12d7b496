/// Which coefficients the scans of a JPEG have brought so far, and to which bit (T.81 A.2, G.1.1.1).
struct JPEGCoverage {
    /// By component and zigzag place: the lowest bit that is there, or -1 where nothing is.
    private var lowestBits: [[Int8]]

    init(componentCount: Int) {
        lowestBits = Array(repeating: Array(repeating: -1, count: 64), count: componentCount)
    }

    /// Whether a scan has begun on that component.
    func hasBegun(_ component: Int) -> Bool { lowestBits[component].contains { $0 >= 0 } }

    /// Takes a scan in.
    ///
    /// - Returns: what is out of order with it; nil where nothing is.
    mutating func add(_ scan: ScanHeader, of component: Int, number: Int, isProgressive: Bool) -> JPEGRecodingReason? {
        let range = isProgressive ? scan.spectralStart...scan.spectralEnd : 0...63
        let (high, low) = isProgressive ? (scan.approximation >> 4, scan.approximation & 15) : (0, 0)
        var reason: JPEGRecodingReason?
        if isProgressive, scan.spectralStart > 0, lowestBits[component][0] < 0 {
            reason = .missingDC(scan: number, component: component + 1)
        }
        for place in range {
            let earlier = Int(lowestBits[component][place])
            if high == 0, earlier >= 0 {
                reason = .repeatedCoefficients(scan: number, component: component + 1)
            } else if high > 0, earlier != high {
                reason = .refinementOrder(scan: number, component: component + 1)
            }
            lowestBits[component][place] = Int8(low)
        }
        return reason
    }

    /// Components that no scan has.
    var absentComponents: [Int] { lowestBits.indices.filter { !hasBegun($0) } }

    /// Components of which a scan is there, but not all bits of all coefficients.
    var unrefinedComponents: [Int] {
        lowestBits.indices.filter { index in hasBegun(index) && lowestBits[index].contains { $0 != 0 } }
    }
}
