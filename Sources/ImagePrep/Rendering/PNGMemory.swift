internal import CImageCodecs

/// What preparing a PNG takes at its peak, computed from its header before anything of that size is allocated.
struct PNGMemory {
    /// Nil where the number does not fit.
    let byteCount: Int?

    /// The raster, and with it either the filtered rows and the file that they become, or first the resized picture.
    ///
    /// - Parameter keepsSamples: whether they stay as they are at the picture's own size.
    init(_ structure: PNGStructure, _ orientation: Orientation, _ target: PixelSize, keepsSamples: Bool = true) {
        let header = structure.header
        let isExact = keepsSamples && target == orientation.upright(header.size)
        let gathered = structure.imageData.count > 1 ? structure.imageData.reduce(0) { $0 + $1.count } : 0
        // What is resized has at most four samples a pixel, of 8 bits or of 16.
        let written = PNGStructure.Header(
            size: target, bitDepth: isExact ? header.bitDepth : max(8, header.bitDepth),
            colorType: isExact ? header.colorType : 6, isInterlaced: false)
        let parts = [
            Self.decoding(header, gathered), Self.encoding(written), isExact ? 0 : Self.encoding(written),
        ]
        byteCount = parts.reduce(Int?(0)) { sum, part in
            guard let sum, let part, case (let total, false) = sum.addingReportingOverflow(part) else { return nil }
            return total
        }
    }

    private static func decoding(_ header: PNGStructure.Header, _ gathered: Int) -> Int? {
        var bytes: UInt64 = 0
        let fits = unsafe withUnsafePointer(to: ip_png_header(header)) {
            unsafe ip_png_decoding_bytes($0, gathered, &bytes)
        }
        return fits ? Int(exactly: bytes) : nil
    }

    /// The filtered rows; the file has no more bytes than they, and memory for it is touched only as far as it goes.
    private static func encoding(_ header: PNGStructure.Header) -> Int? {
        var bytes: UInt64 = 0
        let fits = unsafe withUnsafePointer(to: ip_png_header(header)) { unsafe ip_png_encoding_bytes($0, &bytes) }
        return fits ? Int(exactly: bytes) : nil
    }

    /// - Throws: `limitExceeded` of `workingMemory`.
    func check(_ limits: InputLimits) throws(ImagePrepError) {
        guard let byteCount, byteCount <= limits.workingMemoryBytes else {
            throw .limitExceeded(.workingMemory, limit: limits.workingMemoryBytes, actual: byteCount ?? .max)
        }
    }
}
