#if HEIF
/// From items to coded pictures.
extension HEIFParser {
    /// The properties of an item in the order of association; those that are not there are left out.
    func properties(of id: Int) -> [HEIFProperty] {
        (items[id]?.properties ?? []).compactMap {
            properties.indices.contains($0.index - 1) ? properties[$0.index - 1] : nil
        }
    }

    func property(_ type: BoxType, of id: Int) -> HEIFProperty? {
        properties(of: id).first { $0.type == type }
    }

    func targets(_ type: BoxType, of id: Int) -> [Int] {
        references.filter { $0.type == type && $0.from == id }.flatMap(\.to)
    }

    /// The item that `id` is made of where it is nothing but another one under a new name.
    ///
    /// - Throws: `malformed` for a chain of more than four.
    func resolved(_ id: Int) throws(ImagePrepError) -> [Int] {
        var chain = [id]
        while let last = chain.last, items[last]?.type == .iden {
            guard let next = targets(.dimg, of: last).first, chain.count <= HEIFLimit.derivations else {
                throw .malformed("an identity derivation (iden) of nothing, or of too many others")
            }
            chain.append(next)
        }
        return chain
    }

    /// The coded picture behind an item that is no `iden`.
    ///
    /// - Throws: `unsupported` for other kinds, by name; `malformed`, `truncated`, `limitExceeded`.
    mutating func picture(_ input: Span<UInt8>, of id: Int) throws(ImagePrepError) -> HEIFPicture {
        guard let item = items[id] else { throw .malformed("a picture that is item \(id), which is not there") }
        switch item.type {
        case .grid: return try grid(input, of: id)
        case .hvc1, .av01: return try codedPicture(input, of: id)
        default: throw Self.refusal(of: item.type)
        }
    }

    private static func refusal(of type: BoxType) -> ImagePrepError {
        let names: [BoxType: String] = [
            BoxType("iovl"): "an overlay of several (iovl)", BoxType("unci"): "uncompressed (unci)",
            BoxType("mski"): "a mask (mski)", BoxType("avc1"): "coded in H.264 (avc1)",
            BoxType("vvc1"): "coded in H.266 (vvc1)", BoxType("j2k1"): "coded in JPEG 2000 (j2k1)",
            BoxType("jpeg"): "a JPEG within", BoxType("tmap"): "a tone-mapped one (tmap)",
            BoxType("lhv1"): "coded in layers (lhv1)", BoxType("hvt1"): "a tile of HEVC (hvt1)",
            BoxType("evc1"): "coded in EVC (evc1)",
            BoxType("hev1"): "coded in HEVC with parameter sets elsewhere (hev1)",
        ]
        return .unsupported(
            feature: "A HEIF picture that is \(names[type] ?? "an item of type \(type)")",
            advice: "convert it to JPEG or PNG first")
    }

    private mutating func codedPicture(_ input: Span<UInt8>, of id: Int) throws(ImagePrepError) -> HEIFPicture {
        let (tile, codec) = try tile(input, id)
        var stream = try stream(input, tile, codec)
        if let stated = try statedSize(input, of: id) {
            try check(stated, against: stream, tile, codec)
            stream.size = stated
        } else {
            warnings.append("A coded picture does not say its size (ispe); that of its parameter sets counts.")
        }
        try limits.check(stream.maximumSize)
        return HEIFPicture(codec: codec, stream: stream, size: stream.size, tiles: [tile])
    }

    /// The parameter sets decide what a decoder takes: a size that lies would get past all limits. A stream of AV1 in layers has
    /// frames that are smaller than its largest.
    private func check(
        _ stated: PixelSize, against stream: HEIFStream, _ tile: HEIFTile, _ codec: HEIFPicture.Codec
    ) throws(ImagePrepError) {
        guard stated != stream.size else { return }
        let isWithin = stated.width <= stream.size.width && stated.height <= stream.size.height
        guard codec == .av1, isWithin else {
            throw .malformed("a picture of \(stated) pixels that is coded as one of \(stream.size)")
        }
    }

    func statedSize(_ input: Span<UInt8>, of id: Int) throws(ImagePrepError) -> PixelSize? {
        guard let property = property(.ispe, of: id) else { return nil }
        var fields = FieldReader(property.payload.dropFirst(4))
        let size = PixelSize(width: try fields.integer(input, 4), height: try fields.integer(input, 4))
        guard size.width > 0, size.height > 0 else { throw .malformed("a picture of \(size) pixels") }
        try limits.check(size)
        return size
    }

    private func tile(
        _ input: Span<UInt8>, _ id: Int
    ) throws(ImagePrepError) -> (HEIFTile, HEIFPicture.Codec) {
        guard let item = items[id], item.type == .hvc1 || item.type == .av01 else {
            throw .malformed("a tile that is no coded picture")
        }
        if let fault = item.fault { throw fault }
        let codec: HEIFPicture.Codec = item.type == .hvc1 ? .hevc : .av1
        guard let configuration = property(codec == .hevc ? .hvcC : .av1C, of: id) else {
            throw .malformed(
                "a coded picture without what its decoder has to know (\(codec == .hevc ? "hvcC" : "av1C"))")
        }
        var tile = HEIFTile(extents: item.extents, configuration: configuration.payload)
        guard (1...input.count).contains(tile.byteCount) else {
            throw .malformed("a coded picture of \(tile.byteCount.formattedByteCount)")
        }
        if let point = property(.a1op, of: id) {
            var fields = FieldReader(point.payload)
            tile.operatingPoint = try fields.integer(input, 1) & 31
        }
        if let selector = property(.lsel, of: id) {
            var fields = FieldReader(selector.payload)
            let layer = try fields.integer(input, 2)
            tile.layer = layer < 4 ? layer : nil
        }
        return (tile, codec)
    }

    private mutating func stream(
        _ input: Span<UInt8>, _ tile: HEIFTile, _ codec: HEIFPicture.Codec
    ) throws(ImagePrepError) -> HEIFStream {
        let start = tile.configuration.lowerBound
        if codec == .hevc {
            if let known = readForms[start] { return known }
            let stream = try HEVCConfiguration(input, tile.configuration).stream(input)
            readForms[start] = stream
            return stream
        }
        return try AV1Configuration.stream(input, tile)
    }

    // MARK: - Grids

    /// Source: ISO/IEC 23008-12:2022, 6.6.2.3.
    private mutating func grid(_ input: Span<UInt8>, of id: Int) throws(ImagePrepError) -> HEIFPicture {
        guard let item = items[id] else { throw .malformed("a grid that is not there") }
        if let fault = item.fault { throw fault }
        let bytes = item.extents.flatMap { $0.map { input[$0] } }
        var fields = FieldReader(0..<bytes.count)
        let (head, last) = (try fields.integer(bytes.span, 2), try fields.integer(bytes.span, 2))
        guard head >> 8 == 0 else { throw .malformed("a grid of version \(head >> 8)") }
        let (rows, columns) = (last >> 8 + 1, last & 255 + 1)
        let fieldBytes = head & 1 == 0 ? 2 : 4
        let size = PixelSize(
            width: try fields.integer(bytes.span, fieldBytes), height: try fields.integer(bytes.span, fieldBytes))
        guard size.width > 0, size.height > 0 else { throw .malformed("a grid of \(size) pixels") }
        try limits.check(size)
        try HEIFLimit.check(rows * columns, HEIFLimit.tiles)
        let ids = targets(.dimg, of: id)
        guard ids.count == rows * columns else {
            throw .malformed("a grid of \(columns) by \(rows) tiles that names \(ids.count)")
        }
        if let stated = try statedSize(input, of: id), stated != size {
            throw .malformed("a grid of \(size) pixels that says that it has \(stated)")
        }
        return try assembled(input, ids, columns: columns, rows: rows, size)
    }

    private mutating func assembled(
        _ input: Span<UInt8>, _ ids: [Int], columns: Int, rows: Int, _ size: PixelSize
    ) throws(ImagePrepError) -> HEIFPicture {
        var picture = try codedPicture(input, of: ids[0])
        for id in ids.dropFirst() {
            let other = try codedPicture(input, of: id)
            guard other.codec == picture.codec, other.stream.size == picture.stream.size,
                other.stream.chroma == picture.stream.chroma, other.stream.depth == picture.stream.depth
            else { throw .malformed("a grid whose tiles are not all alike") }
            picture.tiles += other.tiles
        }
        (picture.columns, picture.rows, picture.size) = (columns, rows, size)
        try checkGrid(picture)
        return picture
    }

    private func checkGrid(_ picture: HEIFPicture) throws(ImagePrepError) {
        let (tile, whole, size) = (picture.stream.size, picture.tiledSize, picture.size)
        try limits.check(whole)
        guard whole.width >= size.width, whole.height >= size.height, whole.width - tile.width < size.width,
            whole.height - tile.height < size.height
        else {
            throw .malformed(
                "a grid of \(size) pixels of \(picture.columns) by \(picture.rows) tiles of \(tile), which it needs not or which do not suffice"
            )
        }
        let chroma = picture.stream.chroma
        if picture.columns > 1, chroma == .half || chroma == .halfWidth, tile.width % 2 == 1 {
            throw .malformed("a grid of tiles of an odd width, whose chroma does not fit together")
        }
        if picture.rows > 1, chroma == .half, tile.height % 2 == 1 {
            throw .malformed("a grid of tiles of an odd height, whose chroma does not fit together")
        }
        // The same bytes may be the tile many times over.
        try limits.check(.decodeWork, picture.tiles.reduce(0) { $0 + $1.byteCount })
    }
}
#endif
