/// How much smaller a JPEG becomes when the same coefficients are recoded losslessly, judged by what its header and its size tell.
///
/// A wrong guess costs time or some quality, never a wrong result: docs/measurements/budget.md has what it was measured
/// on.
package struct RecodeEstimate: Sendable, Hashable {
    /// Of the bytes of a sequential source: what Huffman tables made for the picture save.
    package var optimal = 0.0
    /// What scans that refine each other save on top of it.
    package var progressive = 0.0
    /// Whether scans are tried where made tables turn out not to be enough.
    package var triesScans = true
    /// Of the source's bytes: what has to be saved.
    package var needed: Double

    /// - Parameters:
    ///   - byteCount: of the source without its metadata.
    ///   - maxBytes: what the result has to stay below.
    package init(_ structure: JPEGStructure, byteCount: Int, maxBytes: Int) {
        needed = 1 - Double(maxBytes - 1) / Double(max(1, byteCount))
        guard !structure.frame.isProgressive else { return }
        let bitsPerPixel = max(0.05, structure.bitsPerPixel)
        // Next to nothing in a block leaves the standard's tables with codes that are much too long.
        if structure.hasGeneralTables {
            optimal = min(0.5, 0.033 / (bitsPerPixel * bitsPerPixel.squareRoot()))
        }
        progressive = bitsPerPixel > 0.7 ? 0.03 : 0
    }

    /// What a look at the decoded picture found: made tables save what has to be saved, or scans on top of them do.
    package mutating func becomeCertain(triesScans: Bool) {
        optimal = max(optimal, needed)
        self.triesScans = triesScans
    }

    /// Whether a lossless recode is worth a try.
    package var isLikelyEnough: Bool { needed <= 0.9 * (optimal + progressive) }

    /// Whether better tables alone are worth a try before progressive scans are.
    package var isLikelyEnoughWithTables: Bool { needed <= optimal }
}

extension JPEGStructure {
    /// Whether its Huffman tables have a code for everything, as the standard's have (29 bytes for DC, 179 for AC), which
    /// tables that were made for a picture have not.
    fileprivate var hasGeneralTables: Bool {
        let byteCount = segments.reduce(0) { $1.marker == 0xC4 ? $0 + $1.payload.count : $0 }
        return byteCount >= (frame.components.count > 1 ? 416 : 208)
    }
}
