#if TIFF
/// Reads the stored rows of each plane, packed as the file has them once they are decoded. Of what is missing, and may be, rows
/// are 0.
struct TIFFRows {
    private let structure: TIFFStructure
    private let context: PreparationContext
    /// One for each plane, so that each goes from row to row; empty if the file is read without libtiff.
    private let decoders: [TIFFDecoder]
    /// One row of each plane.
    private(set) var planes: [[UInt8]]
    /// One strip or tile, and a row of them of each plane.
    private var tile: [UInt8] = []
    private var bands: [[UInt8]] = []
    /// A strip or tile as red, green, blue and alpha, and a row of those.
    private var chunk: [UInt32] = []
    private var pixels: [UInt32] = []
    /// Which row of strips or tiles is decoded.
    private var decodedBand = -1

    /// - Throws: `outOfMemory`.
    init(_ structure: TIFFStructure, in context: PreparationContext) throws(ImagePrepError) {
        self.structure = structure
        self.context = context
        let grid = structure.grid
        let bandWidth = grid.columns * grid.chunk.width
        let rowBytes = structure.rowBytes(width: structure.size.width)
        planes = Array(repeating: [UInt8](repeating: 0, count: rowBytes), count: structure.planeCount)
        var decoders: [TIFFDecoder] = []
        let count = structure.route == .plain ? 0 : structure.route == .rows ? structure.planeCount : 1
        for _ in 0..<count { decoders.append(try TIFFDecoder(structure, limits: context.options.inputLimits)) }
        self.decoders = decoders
        switch structure.route {
        case .plain, .rows: break
        case .chunks:
            tile = [UInt8](repeating: 0, count: structure.rowBytes(width: grid.chunk.width) * grid.chunk.height)
            let band = [UInt8](repeating: 0, count: structure.rowBytes(width: bandWidth) * grid.chunk.height)
            bands = Array(repeating: band, count: structure.planeCount)
        case .rgba:
            chunk = Array(repeating: 0, count: grid.chunk.pixelCount)
            pixels = Array(repeating: 0, count: bandWidth * grid.chunk.height)
            planes = [[UInt8](repeating: 0, count: 3 * structure.size.width)]
        }
    }

    var warnings: (descriptions: [String], count: Int) {
        let all = decoders.map(\.warnings)
        return (all.first?.descriptions ?? [], all.reduce(0) { $0 + $1.count })
    }

    mutating func read(_ row: Int, of file: Span<UInt8>) throws(ImagePrepError) {
        switch structure.route {
        case .plain: copy(row, of: file)
        case .rows:
            for plane in planes.indices {
                let index = structure.chunkIndex(plane: plane, row: row, column: 0)
                try tolerating(index) { (rows: inout TIFFRows) throws(ImagePrepError) in
                    try rows.decoders[plane].readRow(row, plane: plane, of: file, into: &rows.planes[plane])
                } orElse: {
                    $0.planes[plane].clear()
                }
            }
        case .chunks:
            try decodeChunks(row / structure.grid.chunk.height, of: file)
            let rowBytes = structure.rowBytes(width: structure.grid.columns * structure.grid.chunk.width)
            let start = row % structure.grid.chunk.height * rowBytes
            for plane in planes.indices {
                for index in planes[plane].indices { planes[plane][index] = bands[plane][start + index] }
            }
        case .rgba: try readPixels(row, of: file)
        }
    }

    /// Runs `body`; where the strip or tile lies beyond the file's end and the caller wants what there is, `fallback` if it fails.
    private mutating func tolerating(
        _ index: Int, _ body: (inout TIFFRows) throws(ImagePrepError) -> Void, orElse fallback: (inout TIFFRows) -> Void
    ) throws(ImagePrepError) {
        do throws(ImagePrepError) {
            try body(&self)
        } catch {
            guard structure.missing != nil, context.options.truncated == .render else { throw error }
            fallback(&self)
        }
    }

    /// What is not compressed lies in the file as it is.
    private mutating func copy(_ row: Int, of file: Span<UInt8>) {
        let grid = structure.grid
        let chunkRowBytes = structure.rowBytes(width: grid.chunk.width)
        for plane in planes.indices {
            for column in 0..<grid.columns {
                let chunk = structure.chunks[structure.chunkIndex(plane: plane, row: row, column: column)]
                let target = column * chunkRowBytes
                let count = min(chunkRowBytes, planes[plane].count - target)
                let start = chunk.lowerBound + row % grid.chunk.height * chunkRowBytes
                let there = max(0, min(count, chunk.upperBound - start))
                for index in 0..<there { planes[plane][target + index] = file[start + index] }
                for index in there..<max(there, count) { planes[plane][target + index] = 0 }
            }
        }
    }

    private mutating func decodeChunks(_ band: Int, of file: Span<UInt8>) throws(ImagePrepError) {
        guard band != decodedBand else { return }
        decodedBand = -1
        let grid = structure.grid
        let tileRowBytes = structure.rowBytes(width: grid.chunk.width)
        for plane in bands.indices {
            for column in 0..<grid.columns {
                try context.checkCancellation()
                let index = structure.chunkIndex(plane: plane, row: band * grid.chunk.height, column: column)
                try tolerating(index) { (rows: inout TIFFRows) throws(ImagePrepError) in
                    try rows.decoders[0].readChunk(index, of: file, into: &rows.tile)
                } orElse: {
                    $0.tile.clear()
                }
                for row in 0..<grid.chunk.height {
                    let target = (row * grid.columns + column) * tileRowBytes
                    for byte in 0..<tileRowBytes { bands[plane][target + byte] = tile[row * tileRowBytes + byte] }
                }
            }
        }
        decodedBand = band
    }

    private mutating func readPixels(_ row: Int, of file: Span<UInt8>) throws(ImagePrepError) {
        let grid = structure.grid
        let width = grid.columns * grid.chunk.width
        if row / grid.chunk.height != decodedBand {
            decodedBand = -1
            let first = row / grid.chunk.height * grid.chunk.height
            // The last strip has its own number of rows, and it is they that stand from the bottom.
            let rows = grid.isTiled ? grid.chunk.height : min(grid.chunk.height, structure.size.height - first)
            for column in 0..<grid.columns {
                try context.checkCancellation()
                let index = structure.chunkIndex(plane: 0, row: first, column: column)
                try tolerating(index) { (state: inout TIFFRows) throws(ImagePrepError) in
                    try state.decoders[0].readRGBA(
                        column: column * grid.chunk.width, row: first, of: file, into: &state.chunk)
                } orElse: { state in
                    for index in state.chunk.indices { state.chunk[index] = 0 }
                }
                for row in 0..<rows {
                    let (source, target) = (
                        (rows - 1 - row) * grid.chunk.width, row * width + column * grid.chunk.width
                    )
                    for index in 0..<grid.chunk.width { pixels[target + index] = chunk[source + index] }
                }
            }
            decodedBand = row / grid.chunk.height
        }
        let start = row % grid.chunk.height * width
        for column in 0..<structure.size.width {
            let pixel = pixels[start + column]
            for channel in 0..<3 {
                planes[0][3 * column + channel] = UInt8(truncatingIfNeeded: pixel >> UInt32(8 * channel))
            }
        }
    }
}

extension [UInt8] {
    fileprivate mutating func clear() {
        for index in indices { self[index] = 0 }
    }
}

extension TIFFStructure {
    /// Which strip or tile of a plane a pixel of this row is in, by the column of tiles.
    fileprivate func chunkIndex(plane: Int, row: Int, column: Int) -> Int {
        (plane * grid.rows + row / grid.chunk.height) * grid.columns + column
    }
}
#endif
