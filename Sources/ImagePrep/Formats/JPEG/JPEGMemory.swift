/// What rendering a JPEG takes at its peak, computed from its header before anything of that size is allocated.
///
/// No side of a JPEG is longer than 65,535, so that none of these numbers comes near to what an Int holds.
struct JPEGMemory {
    /// Without the input file.
    let byteCount: Int

    /// - Parameters:
    ///   - fileBytes: of the input; what is written at the same size has about as many.
    ///   - target: upright.
    init(
        _ structure: JPEGStructure, fileBytes: Int, orientation: Orientation, target: PixelSize, options: PrepareOptions
    ) {
        let frame = structure.frame
        let resizes = target != orientation.upright(frame.size)
        let keepsRowOrder = !resizes && (orientation == .upright || orientation == .flipHorizontally)
        let written = resizes ? min(fileBytes, target.pixelCount / 2) : fileBytes
        // Row by row, unless the bytes may be too many: then the same planes are looked at more than once.
        let isTight = Self.isTight(written, Self.planes(frame, target), options)
        let isWhole = !keepsRowOrder || isTight
        var bytes = Self.fixed + Self.strips(frame, decodedTo: target, orientation)
        if isWhole { bytes += Self.planes(frame, target, roundedTo: 2 << 20) }
        if isTight { bytes += Self.searching }
        // Coefficients have 16 bits: of the whole stored picture where its scans refine each other, and of the whole result
        // where it has such scans.
        if structure.scans.count > 1 { bytes += 2 * Self.coefficients(frame, frame.size) }
        if options.progressive { bytes += 2 * Self.coefficients(frame, target) }
        // The encoder's own memory, and the bytes that are handed out; beyond a budget it goes on for a while.
        byteCount = bytes + 2 * (written / 5 * 4 < options.maxBytes ? written : options.maxBytes / 4 * 5)
    }

    /// Whether a budget may be missed with the first encode.
    private static func isTight(_ written: Int, _ samples: Int, _ options: PrepareOptions) -> Bool {
        samples > options.maxBytes && written > options.maxBytes - options.maxBytes / 4
    }

    /// What sizes are predicted from: blocks of the picture, and counts of their coefficients.
    private static let searching = 3 << 20

    /// Codec state, tables and rings of rows.
    private static let fixed = 3 << 20

    /// - Parameter pageBytes: planes of at least one such page come in whole ones.
    private static func planes(_ frame: JPEGStructure.Frame, _ size: PixelSize, roundedTo pageBytes: Int = 1) -> Int {
        let full = (frame.maxHorizontalSampling, frame.maxVerticalSampling)
        return frame.components.reduce(0) { sum, component in
            let width = (size.width * component.horizontalSampling + full.0 - 1) / full.0
            let height = (size.height * component.verticalSampling + full.1 - 1) / full.1
            let bytes = width * height
            return sum + (bytes < pageBytes ? bytes : (bytes + pageBytes - 1) / pageBytes * pageBytes)
        }
    }

    /// Samples of all planes, filled up to whole MCUs.
    private static func coefficients(_ frame: JPEGStructure.Frame, _ size: PixelSize) -> Int {
        let mcu = frame.mcuSize
        let filled = PixelSize(
            width: (size.width + mcu.width - 1) / mcu.width * mcu.width,
            height: (size.height + mcu.height - 1) / mcu.height * mcu.height)
        return planes(frame, filled)
    }

    /// The rows that are turned or resampled at a time.
    private static func strips(
        _ frame: JPEGStructure.Frame, decodedTo target: PixelSize, _ orientation: Orientation
    ) -> Int {
        let eighths = DCTScale.eighths(from: frame.size, to: orientation.inverse.upright(target))
        let width = (frame.size.width * eighths + 7) / 8
        return coefficients(frame, PixelSize(width: width, height: PlanePipeline.rowsAtOnce))
    }

    /// - Throws: `limitExceeded` of `workingMemory`.
    func check(_ limits: InputLimits) throws(ImagePrepError) {
        guard byteCount <= limits.workingMemoryBytes else {
            throw .limitExceeded(.workingMemory, limit: limits.workingMemoryBytes, actual: byteCount)
        }
    }
}
