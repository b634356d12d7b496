internal import CImageCodecs

/// What preparing a PNG takes at its peak, computed from its header before anything of that size is allocated.
struct PNGMemory {
    /// The input not counted; nil where the number does not fit.
    let byteCount: Int?

    /// The raster; with it the filtered rows and the file that they become, or the planes and the file of a JPEG; and where
    /// samples cannot stay as they are, those pixels too.
    ///
    /// - Parameter isRetry: the first file was too large, and all of it is made smaller.
    init(
        _ structure: PNGStructure, _ orientation: Orientation, _ plan: Plan, _ options: PrepareOptions,
        isRetry: Bool = false
    ) {
        let header = structure.header
        let keepsSamples =
            plan.targetSize == orientation.upright(header.size) && plan.format == .png
            && (plan.color != .convertToSRGB || header.colorType == 3)
        let pixels = PNGStructure.Header(
            size: plan.targetSize, bitDepth: max(8, header.bitDepth), colorType: structure.expandedColorType,
            isInterlaced: false)
        var upright = header
        upright.size = plan.targetSize
        let decoding = Self.decoding(header)
        if plan.format == .png, keepsSamples, structure.likelyFits(options.maxBytes), !isRetry {
            // The raster goes while it is filtered.
            byteCount = Self.encoding(upright).flatMap { encoding in decoding.map { max($0, 2 * encoding) } }
            return
        }
        let written: [Int?]
        switch (plan.format, keepsSamples) {
        // Twice: filtered, and compressed, which is less but could be as much.
        case (.png, true): written = [Int?](repeating: Self.encoding(upright), count: 2)
        case (.png, false): written = [Int?](repeating: Self.encoding(pixels), count: 3)
        // Pixels where colour is converted, planes of 8 bits, and the file; coefficients have 16 bits.
        default: written = [Int?](repeating: Self.encoding(pixels), count: options.progressive ? 5 : 3)
        }
        byteCount = (written + [decoding]).reduce(Int?(0)) { sum, part in
            guard let sum, let part, case (let total, false) = sum.addingReportingOverflow(part) else { return nil }
            return total
        }
    }

    private static func decoding(_ header: PNGStructure.Header) -> Int? {
        var bytes: UInt64 = 0
        let fits = unsafe withUnsafePointer(to: ip_png_header(header)) {
            unsafe ip_png_decoding_bytes($0, &bytes)
        }
        return fits ? Int(exactly: bytes) : nil
    }

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

extension PNGStructure {
    /// Whether the picture, written anew, is likely below the budget at once, going by what its image data takes now.
    func likelyFits(_ maxBytes: Int) -> Bool { imageDataByteCount < maxBytes }

    /// Of its compressed image data.
    var imageDataByteCount: Int { imageData.reduce(0) { $0 + $1.count } }

    /// The most channels that its pixels may have once they are plain samples, as a colour type.
    fileprivate var expandedColorType: Int {
        switch header.colorType {
        case 0: transparency == nil ? 0 : 4
        case 2, 3: transparency == nil ? 2 : 6
        default: header.colorType
        }
    }
}
