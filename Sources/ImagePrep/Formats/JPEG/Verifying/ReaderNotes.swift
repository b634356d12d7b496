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
        let names = factors.map { "\($0.horizontal)x\($0.vertical)" }.joined(separator: ", ")
        guard factors.areReadByGo else { return "sampling factors \(names)" }
        if factors.count == 4, adobeTransform == nil { return "four components without Adobe's marker" }
        if hasExtendedTables { return "Huffman tables numbered 2 or 3 in a baseline JPEG" }
        guard factors.count > 1, scans.contains(where: isMiscountedByGo) else { return nil }
        return "scans that are not interleaved, of sampling factors \(names)"
    }

    /// Go counts the blocks of a scan of one component as if the component had the largest factor or 1, and its restart
    /// intervals in MCUs of all its factors, where T.81 A.2.2 has blocks.
    private func isMiscountedByGo(_ scan: Scan) -> Bool {
        guard scan.components.count == 1 else { return false }
        let component = frame.components[scan.components[0]]
        let (across, down) = (component.horizontalSampling, component.verticalSampling)
        if scan.restartInterval > 0, across * down > 1 { return true }
        return across > 1 && across < frame.maxHorizontalSampling || down > 1 && down < frame.maxVerticalSampling
    }
}

extension [SamplingFactors] {
    /// No factor of 3. Three components: luma with a factor of 1, 2 or 4 across and 1 or 2 down, and chroma alike that divides it. Four: the
    /// first and the last alike, 1x1 or 2x2, between them 1x1.
    fileprivate var areReadByGo: Bool {
        guard allSatisfy({ $0.horizontal != 3 && $0.vertical != 3 }) else { return false }
        if count == 1 { return true }
        if count == 4 {
            return self[0] == self[3] && (self[0] == .one || self[0] == SamplingFactors(horizontal: 2, vertical: 2))
                && self[1] == .one && self[2] == .one
        }
        let luma = self[0]
        return luma.vertical != 4 && self[1] == self[2]
            && luma.horizontal % self[1].horizontal == 0 && luma.vertical % self[1].vertical == 0
    }
}
