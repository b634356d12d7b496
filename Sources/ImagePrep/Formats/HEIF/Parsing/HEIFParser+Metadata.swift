#if HEIF
/// Bytes of the file with what they are; nil for those of the picture.
struct HEIFStretch {
    var range: Range<Int>
    var kind: MetadataKind?
    var detail = ""
}

/// What is in the file beside the picture, so that a receipt can say what was left behind.
extension HEIFParser {
    /// Counts each byte once, however many items share it.
    mutating func noteMetadata(_ input: Span<UInt8>, used: Set<Int>, _ stated: StatedColor) {
        let kinds = kinds(input, used: used)
        for id in items.keys.sorted() {
            guard let item = items[id] else { continue }
            let kind = used.contains(id) ? nil : kinds[id] ?? .unknown
            let detail = item.contentType.isEmpty ? "item \(item.type)" : "item \(item.type) \(item.contentType)"
            stretches += item.extents.map { HEIFStretch(range: $0, kind: kind, detail: detail) }
        }
        if let profile = stated.profile {
            stretches.append(HEIFStretch(range: profile, kind: .iccProfile, detail: "property colr"))
        }
        countStretches()
    }

    private mutating func countStretches() {
        // Those of the picture first: what it uses too is not left out.
        let ordered = stretches.sorted {
            ($0.range.lowerBound, $0.kind == nil ? 0 : 1, $0.range.upperBound)
                < ($1.range.lowerBound, $1.kind == nil ? 0 : 1, $1.range.upperBound)
        }
        let media = mediaData.sorted { $0.lowerBound < $1.lowerBound }
        var (covered, inMediaData, nextMedia) = (0, 0, 0)
        for stretch in ordered {
            let fresh = max(covered, stretch.range.lowerBound)..<max(covered, stretch.range.upperBound)
            covered = max(covered, stretch.range.upperBound)
            // A profile is told even where another item has its bytes: whether it is kept depends on it.
            guard !fresh.isEmpty || stretch.kind == .iccProfile else { continue }
            while nextMedia < media.count, media[nextMedia].upperBound <= fresh.lowerBound { nextMedia += 1 }
            for range in media[nextMedia...] {
                guard range.lowerBound < fresh.upperBound else { break }
                inMediaData += range.clamped(to: fresh).count
            }
            guard let kind = stretch.kind else { continue }
            metadata.append(MetadataItem(kind: kind, byteCount: fresh.count, detail: stretch.detail))
        }
        let idle = mediaData.reduce(0) { $0 + $1.count } - inMediaData
        if idle > 0 { metadata.append(MetadataItem(kind: .unknown, byteCount: idle, detail: "bytes that no item has")) }
    }

    /// Of the items that are not the picture's, by what they are to others, or by their type. What a grid is made of is what the
    /// grid is.
    private func kinds(_ input: Span<UInt8>, used: Set<Int>) -> [Int: MetadataKind] {
        var kinds: [Int: MetadataKind] = [:]
        for (id, item) in items where !used.contains(id) { kinds[id] = kind(of: item) }
        for reference in references where !used.contains(reference.from) {
            if reference.type == .thmb { kinds[reference.from] = .thumbnail }
            if reference.type == .auxl { kinds[reference.from] = auxiliaryKind(input, of: reference.from) }
        }
        for reference in references where reference.type == .dimg {
            guard let kind = kinds[reference.from] else { continue }
            for id in reference.to where !used.contains(id) { kinds[id] = kind }
        }
        return kinds
    }

    private func kind(of item: HEIFItem) -> MetadataKind {
        switch item.type {
        case .exif: .exif
        case .tmap: .gainMap
        case .mime: item.contentType == "application/rdf+xml" ? .xmp : .application
        case .hvc1, .av01, .grid, .iden: .otherImage
        default: .unknown
        }
    }

    private func auxiliaryKind(_ input: Span<UInt8>, of id: Int) -> MetadataKind {
        let type = auxiliaryType(input, of: id)?.lowercased() ?? ""
        if type.contains("gainmap") { return .gainMap }
        // auxid:2 is depth in HEVC's numbering.
        return type.contains("depth") || type.hasSuffix("auxid:2") ? .depthMap : .auxiliaryImage
    }
}
#endif
