#if TIFF
extension TIFFParser {
    func grid(_ file: Span<UInt8>, _ size: PixelSize) throws(ImagePrepError) -> TIFFGrid {
        if directory.entries[322] != nil || directory.entries[323] != nil {
            let (width, height) = (directory.integer(file, 322) ?? 0, directory.integer(file, 323) ?? 0)
            guard width > 0, height > 0 else { throw .malformed("a TIFF with tiles of \(width)x\(height) pixels") }
            let tile = PixelSize(width: width, height: height)
            try limits.check(tile)
            return TIFFGrid(size, chunk: tile, isTiled: true)
        }
        let said = directory.integer(file, 278) ?? size.height
        guard said > 0 else { throw .malformed("a TIFF with strips of 0 rows") }
        return TIFFGrid(size, chunk: PixelSize(width: size.width, height: min(said, size.height)), isTiled: false)
    }

    func checkTiles(_ structure: TIFFStructure) throws(ImagePrepError) {
        try limits.check(.segments, structure.grid.columns * structure.grid.rows * structure.planeCount)
        try limits.check(.workingMemory, structure.decodingMemory)
        guard structure.grid.isTiled, structure.grid.chunk.width * structure.bitsPerPixel % 8 != 0 else { return }
        throw .malformed("a TIFF with tiles whose rows do not end with a byte")
    }

    /// Where strips or tiles lie. A file may lack their sizes: then libtiff estimates them, and the file's end is the bound.
    func locateChunks(_ file: Span<UInt8>, _ structure: inout TIFFStructure) throws(ImagePrepError) {
        let count = structure.grid.columns * structure.grid.rows * structure.planeCount
        // Old JPEG has its place in other tags, and libtiff follows those.
        if structure.compression == .oldJPEG { return }
        let (offsetTag, sizeTag) = structure.grid.isTiled && directory.entries[324] != nil ? (324, 325) : (273, 279)
        guard let offsets = directory.integers(file, offsetTag, most: count), offsets.count == count else {
            throw .malformed("a TIFF that does not say where its \(count.formatted) strips or tiles are")
        }
        let sizes = directory.integers(file, sizeTag, most: count)
        if let sizes, sizes.count != count {
            throw .malformed(
                "a TIFF with the sizes of \(sizes.count.formatted) of its \(count.formatted) strips or tiles")
        }
        var missing = (chunks: 0, bytes: 0)
        var work = 0
        structure.chunks.reserveCapacity(count)
        for index in 0..<count {
            let needed = structure.isPlain ? structure.plainBytes(ofChunk: index) : sizes?[index] ?? 1
            let start = min(offsets[index], file.count)
            let there = min(needed, file.count - start)
            structure.chunks.append(start..<start + there)
            work += there
            if there < needed { missing = (missing.chunks + 1, missing.bytes + min(needed - there, 1 << 40)) }
        }
        // Strips may share bytes; a file of strips that are all the same megabyte would take hours.
        if !structure.isPlain { try limits.check(.decodeWork, work) }
        guard missing.chunks > 0 else { return }
        let kind = structure.grid.isTiled ? "tiles" : "strips"
        structure.missing =
            "of \(missing.chunks.formatted) of its \(count.formatted) \(kind) \(missing.bytes.formattedByteCount) are missing"
    }
}

extension TIFFStructure {
    fileprivate var isPlain: Bool { route == .plain }

    /// Bytes of a strip or tile that is not compressed; the last strip has fewer rows.
    fileprivate func plainBytes(ofChunk index: Int) -> Int {
        let row = index % (grid.columns * grid.rows) / grid.columns
        let rows = grid.isTiled ? grid.chunk.height : min(grid.chunk.height, size.height - row * grid.chunk.height)
        return rowBytes(width: grid.chunk.width) * rows
    }
}
#endif
