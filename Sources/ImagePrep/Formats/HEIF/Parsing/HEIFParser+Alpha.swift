#if HEIF
/// The picture that says how much of each pixel is seen. Source: ISO/IEC 23008-12:2022, 6.5.8; AV1 Image File Format 1.1, 4.1.
extension HEIFParser {
    private static let alphaTypes: Set<String> = [
        "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", "urn:mpeg:hevc:2015:auxid:1", "urn:mpeg:avc:2015:auxid:1",
    ]

    func auxiliaryType(_ input: Span<UInt8>, of id: Int) -> String? {
        guard let property = property(.auxC, of: id) else { return nil }
        var fields = FieldReader(property.payload.dropFirst(4))
        return fields.text(input)
    }

    private func alphaItem(_ input: Span<UInt8>, of id: Int) -> Int? {
        for reference in references where reference.type == .auxl && reference.to.contains(id) {
            guard let type = auxiliaryType(input, of: reference.from) else { continue }
            if Self.alphaTypes.contains(type) { return reference.from }
        }
        return nil
    }

    /// Of the picture, or of the tiles of which it is made.
    ///
    /// - Returns: nil where the whole picture is seen; the items that it takes.
    mutating func alpha(
        _ input: Span<UInt8>, of chain: [Int], _ picture: HEIFPicture
    ) throws(ImagePrepError) -> (picture: HEIFPicture, items: [Int])? {
        for id in chain {
            guard let item = alphaItem(input, of: id) else { continue }
            let resolved = try resolved(item)
            let alpha = try self.picture(input, of: resolved[resolved.count - 1])
            return (try checked(alpha, picture), resolved)
        }
        return try alphaOfTiles(input, of: chain[chain.count - 1], picture)
    }

    private mutating func alphaOfTiles(
        _ input: Span<UInt8>, of id: Int, _ picture: HEIFPicture
    ) throws(ImagePrepError) -> (picture: HEIFPicture, items: [Int])? {
        guard items[id]?.type == .grid else { return nil }
        var found: [Int] = []
        for tile in targets(.dimg, of: id) {
            guard let item = alphaItem(input, of: tile) else { break }
            found.append(item)
        }
        guard let first = found.first else { return nil }
        guard found.count == picture.tiles.count else {
            throw .malformed("a grid of which \(found.count) of \(picture.tiles.count) tiles have alpha")
        }
        var alpha = try self.picture(input, of: first)
        for item in found.dropFirst() {
            let other = try self.picture(input, of: item)
            guard other.codec == alpha.codec, other.stream == alpha.stream else {
                throw .malformed("a grid whose tiles have alpha that is not all alike")
            }
            alpha.tiles += other.tiles
        }
        (alpha.columns, alpha.rows, alpha.size) = (picture.columns, picture.rows, picture.size)
        guard alpha.stream.size == picture.stream.size else {
            throw .malformed("alpha of tiles of \(alpha.stream.size) for tiles of \(picture.stream.size)")
        }
        return (alpha, found)
    }

    private func checked(_ alpha: HEIFPicture, _ picture: HEIFPicture) throws(ImagePrepError) -> HEIFPicture {
        guard alpha.size == picture.size else {
            throw .unsupported(
                feature: "Alpha of \(alpha.size) pixels for a picture of \(picture.size)", advice: "convert it first")
        }
        return alpha
    }
}
#endif
