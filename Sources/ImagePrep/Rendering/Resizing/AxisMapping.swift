/// Which stretch of a source axis becomes the whole of a target axis.
///
/// Positions are in source samples: sample i covers [i, i + 1). A chroma axis of ceil(W / 2) samples that covers W / 2 of
/// them, or one that lies half a sample off, says so here.
package struct AxisMapping: Sendable, Hashable {
    /// Samples there are.
    package var sourceCount: Int
    /// Where the target's first sample begins. It may lie outside the samples, as far as half a sample or so.
    package var begin: Double
    /// Where the target's last sample ends.
    package var end: Double
    /// Samples to make.
    package var targetCount: Int

    /// - Precondition: both counts are at least 1, and `begin` < `end`.
    package init(sourceCount: Int, begin: Double, end: Double, targetCount: Int) {
        precondition(sourceCount >= 1 && targetCount >= 1 && begin < end)
        self.sourceCount = sourceCount
        self.begin = begin
        self.end = end
        self.targetCount = targetCount
    }

    /// All of the source becomes all of the target.
    package init(from sourceCount: Int, to targetCount: Int) {
        self.init(sourceCount: sourceCount, begin: 0, end: Double(sourceCount), targetCount: targetCount)
    }

    /// Source samples a target sample; more than 1 where the axis shrinks.
    package var factor: Double { (end - begin) / Double(targetCount) }

    /// Whether every sample stays what and where it is: such an axis is copied, not convolved.
    package var isIdentity: Bool {
        begin == 0 && end == Double(sourceCount) && sourceCount == targetCount
    }
}
