extension BMPParser {
    /// Finds where the pixels end, and what of them is missing.
    mutating func measurePixels(_ file: Span<UInt8>, _ structure: inout BMPStructure) {
        if structure.header.coding == .runs {
            measureRuns(file, &structure)
        } else {
            measureRows(&structure)
        }
        if let missing = structure.missing { warnings.append("The file ends within the pixels: \(missing).") }
    }

    private func measureRows(_ structure: inout BMPStructure) {
        let header = structure.header
        let there = structure.pixels.count
        // The padding of the last row may be missing, as readers have it.
        let needed = structure.rowBytes * (header.size.height - 1) + (header.size.width * header.bitsPerPixel + 7) / 8
        if there < needed {
            structure.missing = "\((needed - there).formatted) of \(needed.formattedByteCount) are missing"
        }
        let end = structure.pixels.lowerBound + min(there, structure.rowBytes * header.size.height)
        structure.pixels = structure.pixels.lowerBound..<end
    }

    private func measureRuns(_ file: Span<UInt8>, _ structure: inout BMPStructure) {
        let walk = BMPRunWalk(file, structure, keepsRows: false)
        structure.runs = BMPRunExtent(coversAll: walk.coveredPixels == structure.header.size.pixelCount, end: walk.end)
        structure.pixels = structure.pixels.lowerBound..<walk.end
        guard !walk.isWhole else { return }
        let rows = structure.header.size.height
        structure.missing = "its runs end in row \((walk.row + 1).formatted) of \(rows.formatted)"
    }

    /// Everything beside the pixels and what says how to read them.
    mutating func noteMetadata(_ file: Span<UInt8>, _ structure: BMPStructure, _ coloring: ProfileReading) {
        let header = structure.header
        if header.byteCount >= 40, file.littleEndian32(at: 38) != 0 || file.littleEndian32(at: 42) != 0 {
            metadata.append(MetadataItem(kind: .physicalDimensions, byteCount: 8))
        }
        let profile = BMPProfile(file, header)
        let before = structure.palette.upperBound..<max(structure.palette.upperBound, structure.pixels.lowerBound)
        let behind = structure.pixels.upperBound..<file.count
        noteUnused(file, before, profile, .unknown)
        if let profile {
            let detail = profile.isLinked ? "the path of a profile in another file" : ""
            metadata.append(MetadataItem(kind: .iccProfile, byteCount: profile.range.count, detail: detail))
        }
        noteUnused(file, behind, profile, .trailer)
    }

    private mutating func noteUnused(
        _ file: Span<UInt8>, _ range: Range<Int>, _ profile: BMPProfile?, _ kind: MetadataKind
    ) {
        let parts = profile.map {
            [range.clamped(to: 0..<$0.range.lowerBound), range.clamped(to: $0.range.upperBound..<file.count)]
        }
        for part in parts ?? [range] where !part.isEmpty {
            metadata.append(
                kind == .trailer
                    ? Trailer.item(file, part)
                    : MetadataItem(kind: kind, byteCount: part.count, detail: "between the headers and the pixels"))
        }
    }
}

extension BMPStructure {
    func hasGrayPalette(_ file: Span<UInt8>) -> Bool {
        guard header.hasPalette else { return false }
        return stride(from: palette.lowerBound, to: palette.upperBound, by: paletteEntryBytes).allSatisfy {
            file[$0] == file[$0 + 1] && file[$0] == file[$0 + 2]
        }
    }
}
