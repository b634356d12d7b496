/// How much smaller a file becomes when the same coefficients are recoded losslessly, judged by what its header and its size tell.
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
    package var needed = 0.0

    init() {}

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
