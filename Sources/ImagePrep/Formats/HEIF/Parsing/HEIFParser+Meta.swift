#if HEIF
/// The list of items: which there are, where they lie, what is said of them, and which has to do with which.
extension HEIFParser {
    mutating func readMeta(_ input: Span<UInt8>, _ payload: Range<Int>) throws(ImagePrepError) {
        hasMeta = true
        let boxes = try children(input, payload.dropFirst(4))
        // Places in `idat` can only be told once it was found.
        itemData = boxes.first { $0.type == .idat }?.payload
        for box in boxes {
            switch box.type {
            case .pitm: try readPrimary(input, box)
            case .iinf: try readItems(input, box)
            case .iloc: try readLocations(input, box)
            case .iref: try readReferences(input, box)
            case .iprp: try readProperties(input, box)
            default: break
            }
        }
    }

    /// The boxes that stand in a range one after the other.
    private mutating func children(
        _ input: Span<UInt8>, _ range: Range<Int>
    ) throws(ImagePrepError) -> [HEIFBox] {
        var boxes: [HEIFBox] = []
        var position = range.lowerBound
        while position < range.upperBound {
            guard let box = HEIFBox(input, at: position, end: range.upperBound), box.missing == 0 else {
                throw .malformed("a box at byte \(position) that is larger than what it stands in")
            }
            try countBox()
            boxes.append(box)
            position = box.range.upperBound
        }
        return boxes
    }

    private mutating func readPrimary(_ input: Span<UInt8>, _ box: HEIFBox) throws(ImagePrepError) {
        var fields = FieldReader(box.payload)
        let version = try fields.versionAndFlags(input).version
        let id = try fields.integer(input, version == 0 ? 2 : 4)
        primary = primary ?? id
    }

    private mutating func readItems(_ input: Span<UInt8>, _ box: HEIFBox) throws(ImagePrepError) {
        var fields = FieldReader(box.payload)
        let version = try fields.versionAndFlags(input).version
        try HEIFLimit.check(fields.integer(input, version == 0 ? 2 : 4), HEIFLimit.items)
        for entry in try children(input, fields.rest) where entry.type == .infe { try readItem(input, entry) }
        try HEIFLimit.check(items.count, HEIFLimit.items)
    }

    private mutating func readItem(_ input: Span<UInt8>, _ box: HEIFBox) throws(ImagePrepError) {
        var fields = FieldReader(box.payload)
        let version = try fields.versionAndFlags(input).version
        // Before version 2 items had no types, and no picture was one.
        guard version >= 2 else { return }
        let id = try fields.integer(input, version == 2 ? 2 : 4)
        _ = try fields.integer(input, 2)
        let type = BoxType(rawValue: UInt32(truncatingIfNeeded: try fields.integer(input, 4)))
        items[id, default: HEIFItem()].type = type
        _ = fields.text(input)
        if type == .mime { items[id, default: HEIFItem()].contentType = fields.text(input) }
    }

    private mutating func readReferences(_ input: Span<UInt8>, _ box: HEIFBox) throws(ImagePrepError) {
        var fields = FieldReader(box.payload)
        let idBytes = try fields.versionAndFlags(input).version == 0 ? 2 : 4
        var total = 0
        for entry in try children(input, fields.rest) {
            var fields = FieldReader(entry.payload)
            let from = try fields.integer(input, idBytes)
            let count = try fields.integer(input, 2)
            total += count
            try HEIFLimit.check(total, HEIFLimit.references)
            var to: [Int] = []
            for _ in 0..<count { to.append(try fields.integer(input, idBytes)) }
            references.append(HEIFReference(type: entry.type, from: from, to: to))
        }
    }

    private mutating func readProperties(_ input: Span<UInt8>, _ box: HEIFBox) throws(ImagePrepError) {
        for part in try children(input, box.payload) {
            if part.type == .ipco {
                for property in try children(input, part.payload) {
                    properties.append(
                        HEIFProperty(type: property.type, range: property.range, payload: property.payload))
                }
                try HEIFLimit.check(properties.count, HEIFLimit.properties)
            } else if part.type == .ipma {
                try readAssociations(input, part)
            }
        }
    }

    private mutating func readAssociations(_ input: Span<UInt8>, _ box: HEIFBox) throws(ImagePrepError) {
        var fields = FieldReader(box.payload)
        let (version, flags) = try fields.versionAndFlags(input)
        let (idBytes, indexBytes) = (version == 0 ? 2 : 4, flags & 1 == 0 ? 1 : 2)
        let count = try fields.integer(input, 4)
        try HEIFLimit.check(count, HEIFLimit.items)
        for _ in 0..<count {
            let id = try fields.integer(input, idBytes)
            for _ in 0..<(try fields.integer(input, 1)) {
                let value = try fields.integer(input, indexBytes)
                let isEssential = value >> (8 * indexBytes - 1) == 1
                let index = value & (1 << (8 * indexBytes - 1) - 1)
                // Index 0 means none; Windows writes it.
                guard index > 0 else { continue }
                items[id, default: HEIFItem()].properties.append((index, isEssential))
            }
            try HEIFLimit.check(items[id]?.properties.count ?? 0, HEIFLimit.propertiesOfItem)
            try HEIFLimit.check(items.count, HEIFLimit.items)
        }
    }
}
#endif
