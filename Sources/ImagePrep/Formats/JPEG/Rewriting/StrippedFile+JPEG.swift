extension StrippedFile {
    /// JFIF as its 14 bytes, Adobe as its 12, the tables that a scan uses, frame, scans and their entropy-coded bytes.
    ///
    /// The order of the file stays. `profile` travels along: as it stands if its segments hold it and nothing else, and else
    /// in segments of our own where its first one stood. Empty, no ICC segment is kept.
    package init(of structure: JPEGStructure, in input: Span<UInt8>, profile: [UInt8]) {
        self.init()
        let use = JPEGTableUse(of: structure, in: input)
        let profileSegments = JPEGProfileSegments(of: profile, parts: structure.iccParts, in: input)
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
                append(segment.range, corrected: structure.corrections)
                guard let scan = scans.next() else { continue }
                entropyOffsets.append(byteCount)
                append(scan.entropy)
            case _ where segment.metadata == nil: append(needed: segment, structure.corrections, input)
            case 0xE2: append(profileSegments, segment)
            default: break
            }
        }
        if let end = structure.endOfImage { append(end - 2..<end) } else { append([0xFF, 0xD9]) }
    }

    /// The frame header whole; JFIF and Adobe cut to the bytes that mean something.
    private mutating func append(
        needed segment: JPEGStructure.Segment, _ corrections: [JPEGCorrection], _ input: Span<UInt8>
    ) {
        let start = segment.range.lowerBound
        switch segment.marker {
        case 0xE0:
            let (sizes, end) = (segment.payload.lowerBound + 12, segment.payload.lowerBound + 14)
            guard segment.payload.count > 14 || input[sizes] != 0 || input[sizes + 1] != 0 else {
                return append(segment.range, corrected: corrections)
            }
            append([0xFF, 0xE0, 0, 16])
            append(start + 4..<end - 2, corrected: corrections)
            append([0, 0])
        case 0xEE where segment.payload.count > 12:
            append([0xFF, 0xEE, 0, 14])
            append(start + 4..<start + 16, corrected: corrections)
        default: append(segment.range, corrected: corrections)
        }
    }

    /// The bytes of the input, but for those that have to be others.
    private mutating func append(_ range: Range<Int>, corrected corrections: [JPEGCorrection]) {
        var start = range.lowerBound
        for correction in corrections where range.contains(correction.offset) {
            append(start..<correction.offset)
            append([correction.value])
            start = correction.offset + 1
        }
        append(start..<range.upperBound)
    }

    private mutating func append(_ profile: JPEGProfileSegments, _ segment: JPEGStructure.Segment) {
        guard profile.hasPart(at: segment.payload) else { return }
        if profile.areStoredAsTheyShouldBe { return append(segment.range) }
        if profile.isFirst(segment.payload) { append(profile.bytes) }
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
        removed.append(MetadataItem(kind: .unusedTable, byteCount: byteCount, detail: detail))
    }
}

extension JPEGStructure.Segment {
    fileprivate var tableName: String { marker == 0xDB ? "DQT" : "DHT" }
}
