internal import CImageCodecs

/// What preparing a PNG takes, computed from its header before anything of that size is allocated.
struct PNGMemory {
    /// Bytes at the peak, the output included; nil where the number does not fit.
    let byteCount: Int?

    /// For an image that keeps its size and its samples: the raster, then rows filtered again and the file they become.
    init(exact structure: PNGStructure) {
        var decoding: UInt64 = 0
        var encoding: UInt64 = 0
        let header = structure.header
        let upright = PNGStructure.Header(
            size: header.size.longestSide == header.size.width ? header.size.transposed : header.size,
            bitDepth: header.bitDepth, colorType: header.colorType, isInterlaced: false)
        let gathered = structure.imageData.count > 1 ? structure.imageData.reduce(0) { $0 + $1.count } : 0
        let fits = unsafe withUnsafePointer(to: ip_png_header(header)) { stored in
            unsafe withUnsafePointer(to: ip_png_header(upright)) { written in
                unsafe ip_png_decoding_bytes(stored, gathered, &decoding) && ip_png_encoding_bytes(written, &encoding)
            }
        }
        byteCount = fits ? Int(exactly: decoding.addingReportingOverflow(encoding).partialValue) : nil
    }

    /// - Throws: `limitExceeded` of `workingMemory`.
    func check(_ limits: InputLimits) throws(ImagePrepError) {
        guard let byteCount, byteCount <= limits.workingMemoryBytes else {
            throw .limitExceeded(.workingMemory, limit: limits.workingMemoryBytes, actual: byteCount ?? .max)
        }
    }
}
