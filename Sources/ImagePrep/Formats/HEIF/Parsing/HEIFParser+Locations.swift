#if HEIF
/// Where the bytes of items lie. Source: ISO/IEC 14496-12:2022, 8.11.3.
extension HEIFParser {
    /// How many bytes each of the fields takes.
    private struct FieldSizes {
        var offset, length, base, index, id: Int

        init(_ input: Span<UInt8>, _ fields: inout FieldReader, version: Int) throws(ImagePrepError) {
            let word = try fields.integer(input, 2)
            (offset, length, base) = (word >> 12, word >> 8 & 15, word >> 4 & 15)
            index = version == 0 ? 0 : word & 15
            id = version < 2 ? 2 : 4
            for size in [offset, length, base, index] where size != 0 && size != 4 && size != 8 {
                throw .malformed("places of items in fields of \(size) bytes, which can only be 0, 4 or 8")
            }
        }
    }

    mutating func readLocations(_ input: Span<UInt8>, _ box: HEIFBox) throws(ImagePrepError) {
        var fields = FieldReader(box.payload)
        let version = try fields.versionAndFlags(input).version
        guard version <= 2 else { throw .malformed("places of items (iloc) of version \(version)") }
        let sizes = try FieldSizes(input, &fields, version: version)
        let count = try fields.integer(input, sizes.id)
        try HEIFLimit.check(count, HEIFLimit.items)
        for _ in 0..<count { try readLocation(input, &fields, sizes, version: version) }
    }

    private mutating func readLocation(
        _ input: Span<UInt8>, _ fields: inout FieldReader, _ sizes: FieldSizes, version: Int
    ) throws(ImagePrepError) {
        let id = try fields.integer(input, sizes.id)
        let method = version == 0 ? 0 : try fields.integer(input, 2) & 15
        let reference = try fields.integer(input, 2)
        let base = try fields.integer(input, sizes.base)
        let count = try fields.integer(input, 2)
        var item = HEIFItem()
        item.fault = fault(method: method, reference: reference, extentCount: count)
        for _ in 0..<count {
            _ = try fields.integer(input, sizes.index)
            let offset = base + (try fields.integer(input, sizes.offset))
            let length = try fields.integer(input, sizes.length)
            if item.fault == nil { add(offset, length, to: &item, method: method, fileSize: input.count) }
        }
        guard items[id]?.extents.isEmpty ?? true else { return }
        items[id, default: HEIFItem()].extents = item.extents
        items[id, default: HEIFItem()].fault = item.fault
        try HEIFLimit.check(items.count, HEIFLimit.items)
    }

    private func fault(method: Int, reference: Int, extentCount: Int) -> ImagePrepError? {
        if reference != 0 {
            return .unsupported(feature: "A HEIF item whose bytes are in another file", advice: "convert it first")
        }
        if method > 1 {
            return .unsupported(
                feature: "A HEIF item whose bytes are parts of another item", advice: "convert it first")
        }
        guard extentCount <= HEIFLimit.extents else {
            return .limitExceeded(.segments, limit: HEIFLimit.extents, actual: extentCount)
        }
        return method == 1 && itemData == nil
            ? .malformed("an item whose bytes are in a box that is not there (idat)") : nil
    }

    /// Method 0 counts from the file's start, 1 from that of `idat`. A length of 0 means to the end.
    private func add(_ offset: Int, _ length: Int, to item: inout HEIFItem, method: Int, fileSize: Int) {
        let within = method == 1 ? itemData ?? 0..<0 : 0..<fileSize
        let start = within.lowerBound + offset
        let end = length == 0 ? within.upperBound : start + length
        if max(start, end) > within.upperBound {
            let missing = max(start, end) - within.upperBound
            item.fault = .truncated("an item that ends \(missing.formattedByteCount) behind the file's end")
        }
        let bound = min(end, within.upperBound)
        if start < bound { item.extents.append(start..<bound) }
    }
}
#endif
