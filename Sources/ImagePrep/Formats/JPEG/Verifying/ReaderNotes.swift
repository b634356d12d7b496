extension JPEGStructure {
    /// Legal files that Go's image/jpeg refuses while every other reader that this library answers for opens them. Nothing
    /// lossless becomes lossy for its sake; whoever sends to such a receiver is told.
    ///
    /// Source: image/jpeg's reader.go and scan.go of Go 1.19.
    package var readerWarnings: [String] {
        guard let obstacle = obstacleInGo else { return [] }
        return ["Go's image/jpeg does not read this JPEG (\(obstacle)); other readers do."]
    }

    private var obstacleInGo: String? {
        let factors = frame.components.map {
            SamplingFactors(horizontal: $0.horizontalSampling, vertical: $0.verticalSampling)
        }
        guard factors.count > 1 else { return nil }
        let names = factors.map { "\($0.horizontal)x\($0.vertical)" }.joined(separator: ", ")
        guard factors.areReadByGo else { return "sampling factors \(names)" }
        if factors.count == 4, adobeTransform == nil { return "four components without Adobe's marker" }
        if hasExtendedTables { return "Huffman tables numbered 2 or 3 in a baseline JPEG" }
        // It counts the blocks of a scan of one component as if the component had the largest factor or 1.
        let isPartial = factors.contains { factor in
            (factor.horizontal > 1 && factor.horizontal < frame.maxHorizontalSampling)
                || (factor.vertical > 1 && factor.vertical < frame.maxVerticalSampling)
        }
        return scans.count > 1 && isPartial ? "scans that are not interleaved, of sampling factors \(names)" : nil
    }
}

extension [SamplingFactors] {
    /// Three components: luma with a factor of 1, 2 or 4 across and 1 or 2 down, and chroma alike that divides it. Four: the
    /// first and the last alike, 1x1 or 2x2, between them 1x1.
    fileprivate var areReadByGo: Bool {
        if count == 4 {
            return self[0] == self[3] && (self[0] == .one || self[0] == SamplingFactors(horizontal: 2, vertical: 2))
                && self[1] == .one && self[2] == .one
        }
        let luma = self[0]
        return allSatisfy { $0.horizontal != 3 && $0.vertical != 3 } && luma.vertical != 4 && self[1] == self[2]
            && luma.horizontal % self[1].horizontal == 0 && luma.vertical % self[1].vertical == 0
    }
}
