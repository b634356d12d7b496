#if HEIF
internal import CHEIFDecoding

/// The planes of a picture from top to bottom: of a single one as its decoder has them, of a grid a row of tiles at a time.
@safe final class HEIFPlaneReader {
    private let decoder: HEIFDecoder
    private let picture: HEIFPicture
    private var band: HEIFBand?
    /// The row of tiles that the band holds; -1 before the first.
    private var bandIndex = -1
    /// Of a single picture, once it is decoded.
    private var planes: ip_heif_planes?

    init(_ picture: HEIFPicture, in context: PreparationContext) throws(ImagePrepError) {
        self.picture = picture
        planes = nil
        decoder = try HEIFDecoder(picture, in: context)
        if picture.columns * picture.rows > 1 { band = try HEIFBand(picture) }
    }

    var warnings: (descriptions: [String], count: Int) { decoder.warnings }

    /// Goes back to the top. What is decoded whole stays.
    func begin() { bandIndex = -1 }

    /// Planes that have this row and what it leans on. Rows are asked for from the top.
    @unsafe func rows(with row: Int, of file: Span<UInt8>) throws(ImagePrepError) -> ip_heif_rows {
        guard let band else {
            if planes == nil { planes = unsafe try decoder.decode(picture.tiles[0], of: file) }
            return ip_heif_rows(
                planes: planes ?? ip_heif_planes(), first_row: 0, width: Int32(picture.size.width),
                height: Int32(picture.size.height))
        }
        while bandIndex < 0 || row >= band.end(of: bandIndex) { try decodeNextBand(band, of: file) }
        return unsafe band.rows(of: bandIndex)
    }

    private func decodeNextBand(_ band: HEIFBand, of file: Span<UInt8>) throws(ImagePrepError) {
        if bandIndex >= 0 { band.keepLastRows() }
        bandIndex += 1
        for column in 0..<picture.columns {
            let planes = unsafe try decoder.decode(picture.tiles[bandIndex * picture.columns + column], of: file)
            unsafe band.put(planes, column: column)
        }
    }
}

/// Room for a row of tiles, and for what the rows above it that are not shown yet lean on.
@safe final class HEIFBand {
    private let picture: HEIFPicture
    private let planes: [HEIFPlane]
    /// Rows of luma above the tiles; half of them of chroma.
    private let keptRows: Int

    init(_ picture: HEIFPicture) throws(ImagePrepError) {
        self.picture = picture
        let (tile, chroma) = (picture.stream.size, picture.stream.chroma)
        let bytes = picture.stream.depth > 8 ? 2 : 1
        keptRows = chroma == .half ? 2 : 0
        let width = tile.width * picture.columns
        var planes = [try HEIFPlane(width: width, height: tile.height + keptRows, bytesPerSample: bytes)]
        if chroma != .none {
            let chromaWidth = chroma == .full ? width : (width + 1) / 2
            let chromaHeight = chroma == .half ? (tile.height + 1) / 2 + 1 : tile.height
            for _ in 0..<2 {
                planes.append(try HEIFPlane(width: chromaWidth, height: chromaHeight, bytesPerSample: bytes))
            }
        }
        self.planes = planes
    }

    private func keptRows(of plane: Int) -> Int { plane == 0 ? keptRows : keptRows / 2 }

    /// The row of the picture behind the last that can be shown: an odd one leans on chroma of the next band.
    func end(of index: Int) -> Int {
        let end = min((index + 1) * picture.stream.size.height, picture.size.height)
        return keptRows > 0 && end < picture.size.height ? end - 1 : end
    }

    /// Moves the last rows above the first.
    func keepLastRows() {
        for (index, plane) in planes.enumerated() { plane.moveLastRows(keptRows(of: index)) }
    }

    /// Copies a tile to its place.
    @unsafe func put(_ tile: ip_heif_planes, column: Int) {
        var room = ip_heif_room()
        unsafe withUnsafeMutablePointer(to: &room) { room in
            for (index, plane) in planes.enumerated() {
                let isHalf = index > 0 && picture.stream.chroma != .full
                let x = column * picture.stream.size.width / (isHalf ? 2 : 1)
                let address = unsafe plane.address(x: x, row: keptRows(of: index))
                switch index {
                case 0: unsafe (room.pointee.samples.0, room.pointee.row_bytes.0) = (address, plane.rowBytes)
                case 1: unsafe (room.pointee.samples.1, room.pointee.row_bytes.1) = (address, plane.rowBytes)
                default: unsafe (room.pointee.samples.2, room.pointee.row_bytes.2) = (address, plane.rowBytes)
                }
            }
        }
        unsafe withUnsafePointer(to: tile) { tile in
            unsafe withUnsafePointer(to: room) { room in unsafe ip_heif_copy(tile, picture.form, room) }
        }
    }

    /// All rows that there are of the band with this number.
    @unsafe func rows(of index: Int) -> ip_heif_rows {
        let first = index == 0 ? 0 : index * picture.stream.size.height - keptRows
        var rows = ip_heif_rows(
            planes: ip_heif_planes(), first_row: Int32(first), width: Int32(picture.size.width),
            height: Int32(picture.size.height))
        func place(_ plane: Int) -> (UnsafePointer<UInt8>?, Int) {
            guard plane < planes.count else { return (nil, 0) }
            let row = index == 0 ? keptRows(of: plane) : 0
            return unsafe (UnsafePointer(planes[plane].address(x: 0, row: row)), planes[plane].rowBytes)
        }
        unsafe (rows.planes.samples.0, rows.planes.row_bytes.0) = place(0)
        unsafe (rows.planes.samples.1, rows.planes.row_bytes.1) = place(1)
        unsafe (rows.planes.samples.2, rows.planes.row_bytes.2) = place(2)
        return rows
    }
}

/// One plane of a band.
@safe final class HEIFPlane {
    private var buffer: PixelBuffer
    private let bytesPerSample: Int
    var rowBytes: Int { buffer.rowBytes }

    init(width: Int, height: Int, bytesPerSample: Int) throws(ImagePrepError) {
        self.bytesPerSample = bytesPerSample
        buffer = try PixelBuffer(
            size: PixelSize(width: width, height: height), channels: 1, bytesPerSample: bytesPerSample)
    }

    @unsafe func address(x: Int, row: Int) -> UnsafeMutablePointer<UInt8> {
        unsafe (buffer.baseAddress + row * buffer.rowBytes + x * bytesPerSample).assumingMemoryBound(to: UInt8.self)
    }

    func moveLastRows(_ count: Int) {
        guard count > 0 else { return }
        let last = buffer.size.height - count
        unsafe address(x: 0, row: 0).update(from: address(x: 0, row: last), count: count * buffer.rowBytes)
    }
}
#endif
