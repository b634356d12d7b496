#if TIFF
/// Where everything lies in the first picture of a TIFF, and what its samples are. All offsets count bytes from the file's start.
package struct TIFFStructure: Sendable, Hashable {
    /// Bits and channels of the samples as they are stored.
    package struct Samples: Sendable, Hashable {
        package var bits: Int
        /// Of a pixel, alpha and what nobody knows included.
        package var count: Int
        package var meaning: Meaning
        /// Which sample is alpha, and of what kind; nil if none is.
        package var alpha: Alpha?
        /// Red, green and blue of each entry, 8 bits; empty without a palette.
        package var palette: [UInt8] = []
        /// Whether each sample has strips or tiles of its own.
        package var isPlanar: Bool
        /// Whether the first pixel of a byte stands in its lowest bits.
        package var isBitReversed: Bool
    }

    package enum Meaning: Int, Sendable, Hashable {
        case whiteIsZero, blackIsZero, rgb, palette
        case cmyk = 5
        case yCbCr

        /// Samples that make the color.
        var channels: Int { [1, 1, 3, 1, 0, 4, 3][rawValue] }
    }

    package struct Alpha: Sendable, Hashable {
        package var index: Int
        /// Whether colors were multiplied by it.
        package var isAssociated: Bool
    }

    package var size: PixelSize
    package var isLittleEndian: Bool
    package var samples: Samples
    package var compression: TIFFCompression
    package var grid: TIFFGrid
    /// Where each strip or tile lies, as far as the file goes; those of the first plane come first.
    package var chunks: [Range<Int>]
    /// How much of them is missing at the file's end, in words; nil if nothing is.
    package var missing: String?
    /// The file, if libexif can read it.
    package var exifPayloads: [Range<Int>]
}

/// How a picture is cut into strips or tiles.
package struct TIFFGrid: Sendable, Hashable {
    /// Of a strip or tile; strips are as wide as the picture.
    package var chunk: PixelSize
    package var isTiled: Bool
    package var columns: Int
    package var rows: Int

    init(_ size: PixelSize, chunk: PixelSize, isTiled: Bool) {
        self.chunk = chunk
        self.isTiled = isTiled
        columns = (size.width + chunk.width - 1) / chunk.width
        rows = (size.height + chunk.height - 1) / chunk.height
    }
}

/// The codings that are read.
package enum TIFFCompression: Int, Sendable, Hashable {
    case none = 1
    case ccittRLE, ccittGroup3, ccittGroup4, lzw, oldJPEG, jpeg, deflate
    case ccittRLEWords = 32771
    case packBits = 32773
    case oldDeflate = 32946
    case zstd = 50000
    case webP = 50001

    var displayName: String {
        switch self {
        case .none: "not compressed"
        case .ccittRLE, .ccittRLEWords: "CCITT run lengths"
        case .ccittGroup3: "CCITT group 3"
        case .ccittGroup4: "CCITT group 4"
        case .lzw: "LZW"
        case .oldJPEG: "old JPEG"
        case .jpeg: "JPEG"
        case .deflate, .oldDeflate: "Deflate"
        case .packBits: "PackBits"
        case .zstd: "Zstandard"
        case .webP: "WebP"
        }
    }

    /// Those that are known and not read.
    static let refusedNames: [Int: String] = [
        9: "JBIG (T.85)", 10: "JBIG (T.43)", 32766: "NeXT", 32809: "ThunderScan", 32908: "PixarFilm", 32909: "PixarLog",
        33003: "JPEG 2000", 33005: "JPEG 2000", 34661: "JBIG", 34676: "SGILog", 34677: "SGILog", 34712: "JPEG 2000",
        34887: "LERC", 34892: "lossy DNG", 34925: "LZMA", 50002: "JPEG XL", 52546: "JPEG XL",
    ]
}

extension TIFFStructure {
    /// Bits of one pixel within its plane.
    var bitsPerPixel: Int { samples.bits * (samples.isPlanar ? 1 : samples.count) }
    var planeCount: Int { samples.isPlanar ? samples.count : 1 }
    /// Bytes of a row of so many pixels within its plane.
    func rowBytes(width: Int) -> Int { (width * bitsPerPixel + 7) / 8 }

    /// How its strips and tiles are read.
    var route: TIFFRoute {
        let isYCbCr = samples.meaning == .yCbCr
        if compression == .oldJPEG || isYCbCr && compression != .jpeg { return .rgba }
        // What is not compressed takes no decoder, unless its bits stand the wrong way round.
        if compression == .none, !samples.isBitReversed { return .plain }
        // Some writers pack bytes across rows, and then a row cannot be read alone.
        return grid.isTiled || compression == .packBits ? .chunks : .rows
    }
}

package enum TIFFRoute: Sendable, Hashable {
    /// Straight from the file.
    case plain
    /// By libtiff, row by row.
    case rows
    /// By libtiff, a strip or a row of tiles at a time.
    case chunks
    /// By libtiff, strips or tiles as red, green, blue and alpha.
    case rgba
}
#endif
