extension Excerpt {
    /// JFIF as its 14 bytes, Adobe as its 12, the tables that a scan uses, frame, scans and their entropy-coded bytes.
    ///
    /// The order of the file stays. `keepsProfile` lets the ICC segments through that stand before the first scan.
    package init(of structure: JPEGStructure, in input: Span<UInt8>, keepsProfile: Bool) {
        self.init()
        let use = JPEGTableUse(of: structure, in: input)
        var scans = structure.scans.makeIterator()
        append(0..<2)
        for (index, segment) in structure.segments.enumerated() {
            switch segment.marker {
            case 0xDB, 0xC4: append(segment, use.definitions[index] ?? [], input)
            // Arithmetic conditioning means nothing to Huffman coding, and arithmetic coding is not copied.
            case 0xCC: noteUnused(segment.range.count, "DAC")
            case 0xDD where use.restartIntervals.contains(index): append(segment.range)
            case 0xDD: noteUnused(segment.range.count, "DRI")
            case 0xDA:
                append(segment.range)
                guard let scan = scans.next() else { continue }
                entropyOffsets.append(byteCount)
                append(scan.entropy)
            case _ where segment.metadata == nil: append(needed: segment, input)
            default:
                let isProfile = keepsProfile && structure.iccParts.contains(segment.payload)
                if isProfile { append(segment.range) }
            }
        }
        if let end = structure.endOfImage { append(end - 2..<end) } else { append([0xFF, 0xD9]) }
    }

    /// The frame header whole; JFIF and Adobe cut to the bytes that mean something.
    private mutating func append(needed segment: JPEGStructure.Segment, _ input: Span<UInt8>) {
        let start = segment.range.lowerBound
        switch segment.marker {
        case 0xE0:
            let (sizes, end) = (segment.payload.lowerBound + 12, segment.payload.lowerBound + 14)
            guard segment.payload.count > 14 || input[sizes] != 0 || input[sizes + 1] != 0 else {
                return append(segment.range)
            }
            append([0xFF, 0xE0, 0, 16])
            append(start + 4..<end - 2)
            append([0, 0])
        case 0xEE where segment.payload.count > 12:
            append([0xFF, 0xEE, 0, 14])
            append(start + 4..<start + 16)
        default: append(segment.range)
        }
    }

    /// The tables of one segment that are used; the segment as it stands where all are.
    private mutating func append(
        _ segment: JPEGStructure.Segment, _ definitions: [JPEGTableUse.Definition], _ input: Span<UInt8>
    ) {
        let used = definitions.filter(\.isUsed)
        guard !used.isEmpty else { return noteUnused(segment.range.count, segment.tableName) }
        guard used.count < definitions.count else { return append(segment.range) }
        let payloadCount = used.reduce(0) { $0 + $1.range.count }
        append([0xFF, segment.marker, UInt8((payloadCount + 2) >> 8), UInt8((payloadCount + 2) & 0xFF)])
        for definition in used { append(definition.range) }
        noteUnused(segment.payload.count - payloadCount, segment.tableName)
    }

    private mutating func noteUnused(_ byteCount: Int, _ detail: String) {
        findings.append(MetadataItem(kind: .unusedTable, byteCount: byteCount, detail: detail))
    }
}

extension JPEGStructure.Segment {
    fileprivate var tableName: String { marker == 0xDB ? "DQT" : "DHT" }
}
