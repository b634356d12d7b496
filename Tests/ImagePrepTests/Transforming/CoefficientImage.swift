import CTestOracles
import ImagePrep

/// All coefficients of a JPEG file, as plain libjpeg reads them.
@safe final class CoefficientImage {
    private let picture: UnsafeMutablePointer<oracle_picture>

    /// Nil where libjpeg ends in an error.
    init?(_ file: [UInt8]) {
        guard !file.isEmpty, let picture = unsafe oracle_read(file, file.count) else { return nil }
        unsafe self.picture = picture
    }

    deinit { unsafe oracle_free_picture(picture) }

    var header: oracle_picture { unsafe picture.pointee }

    func isExact(_ orientation: Orientation) -> Bool { unsafe oracle_is_exact(picture, Int32(orientation.rawValue)) }

    /// What makes `turned` another picture than this one turned; nil where nothing does.
    func difference(from oriented: CoefficientImage?, _ orientation: Orientation, trims: Bool = false) -> String? {
        guard let oriented else { return "not a JPEG that libjpeg reads" }
        let text = unsafe oracle_difference(picture, oriented.picture, Int32(orientation.rawValue), trims)
        return unsafe text.map { unsafe String(cString: $0) }
    }
}

/// How a test JPEG is made.
struct JPEGRecipe: CustomStringConvertible {
    var width: Int
    var height: Int
    /// Horizontal and vertical factor of each component.
    var factors: [(Int, Int)]
    var quality = 90
    var restartInterval = 0
    var isProgressive = false
    var isArithmetic = false
    var hasOptimalTables = false
    var separatesComponents = false
    var seed = 1

    var description: String {
        let sampling = factors.map { "\($0.0)x\($0.1)" }.joined(separator: ",")
        let kinds = [
            (isProgressive, "progressive"), (isArithmetic, "arithmetic"), (hasOptimalTables, "optimal"),
            (separatesComponents, "separate"), (restartInterval > 0, "restart \(restartInterval)"),
        ]
        return (["\(width)x\(height)", sampling] + kinds.filter(\.0).map(\.1)).joined(separator: " ")
    }

    /// Nil where libjpeg cannot write it.
    func file() -> [UInt8]? {
        var recipe = oracle_recipe()
        recipe.width = Int32(width)
        recipe.height = Int32(height)
        recipe.component_count = Int32(factors.count)
        let padded = factors + Array(repeating: (0, 0), count: 4 - factors.count)
        recipe.horizontal = (Int32(padded[0].0), Int32(padded[1].0), Int32(padded[2].0), Int32(padded[3].0))
        recipe.vertical = (Int32(padded[0].1), Int32(padded[1].1), Int32(padded[2].1), Int32(padded[3].1))
        recipe.quality = Int32(quality)
        recipe.restart_interval = Int32(restartInterval)
        recipe.is_progressive = isProgressive
        recipe.is_arithmetic = isArithmetic
        recipe.has_optimal_tables = hasOptimalTables
        recipe.separates_components = separatesComponents
        recipe.seed = UInt32(seed)
        var byteCount = 0
        guard let bytes = unsafe oracle_encode(&recipe, &byteCount) else { return nil }
        defer { unsafe oracle_free_bytes(bytes) }
        return unsafe Array(UnsafeBufferPointer(start: bytes, count: byteCount))
    }
}
