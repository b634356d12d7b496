/// Where everything lies in a PNG file, from one walk over its chunks. All offsets count bytes from the file's start.
package struct PNGStructure: Sendable, Hashable {
    /// A chunk's four letters as a big-endian number, so that comparing costs one instruction.
    package struct ChunkType: Sendable, Hashable, RawRepresentable {
        package var rawValue: UInt32

        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package init(_ name: StaticString) {
            rawValue = name.withUTF8Buffer { letters in unsafe letters.reduce(0) { $0 << 8 | UInt32($1) } }
        }

        /// Decoders may not skip it.
        package var isCritical: Bool { rawValue & 0x2000_0000 == 0 }
    }

    package struct Chunk: Sendable, Hashable {
        package var type: ChunkType
        /// Length, type, data and CRC.
        package var range: Range<Int>
        package var data: Range<Int>
        /// Whether the stored CRC is right; checked for every chunk but IDAT, whose CRC the decoder checks.
        package var isCRCValid: Bool
        /// What metadata it is; nil for what decoding needs.
        package var metadata: MetadataKind?
    }

    package struct Header: Sendable, Hashable {
        package var size: PixelSize
        package var bitDepth: Int
        /// 0 gray, 2 RGB, 3 palette, 4 gray with alpha, 6 RGB with alpha.
        package var colorType: Int
        package var isInterlaced: Bool

        /// Samples a pixel as stored; a palette index is one.
        package var channels: Int { [1, 0, 3, 1, 2, 0, 4][colorType] }
        package var bitsPerPixel: Int { channels * bitDepth }
        /// Bytes of one row of a picture this wide, without the filter byte.
        package func rowBytes(width: Int) -> Int { (width * bitsPerPixel + 7) / 8 }
    }

    package var chunks: [Chunk]
    package var header: Header
    /// The data of every IDAT chunk, in order.
    package var imageData: [Range<Int>]
    /// Data of PLTE, tRNS, iCCP, cICP; nil where absent or with a bad CRC. Of PLTE and tRNS of a palette image only the
    /// entries that a sample can name.
    package var palette: Range<Int>?
    package var transparency: Range<Int>?
    package var iccProfile: Range<Int>?
    package var cicp: Range<Int>?
    /// Whether an sRGB chunk is there.
    package var hasSRGBChunk: Bool
    /// gAMA times 100,000; nil where absent.
    package var gamma: Int?
    /// cHRM's eight numbers times 100,000 (white x y, red x y, green x y, blue x y); empty where absent.
    package var chromaticities: [Int]
    /// TIFF structures of eXIf chunks with a valid CRC, in their order of appearance.
    package var exifPayloads: [Range<Int>]
    /// Frames by acTL; nil where the file is not animated.
    package var animationFrameCount: Int?
    /// Just past IEND; nil where IEND is missing.
    package var endOfImage: Int?
    /// What lies behind the image.
    package var trailing: Range<Int>
}

extension PNGStructure.ChunkType {
    package static let ihdr = Self("IHDR")
    package static let plte = Self("PLTE")
    package static let idat = Self("IDAT")
    package static let iend = Self("IEND")
    package static let trns = Self("tRNS")
    package static let chrm = Self("cHRM")
    package static let gama = Self("gAMA")
    package static let iccp = Self("iCCP")
    package static let srgb = Self("sRGB")
    package static let cicp = Self("cICP")
    /// PNG third edition, 11.3.2.8 and 11.3.2.7.
    package static let clli = Self("cLLI")
    package static let mdcv = Self("mDCV")
    package static let sbit = Self("sBIT")
    package static let exif = Self("eXIf")
    package static let text = Self("tEXt")
    package static let ztxt = Self("zTXt")
    package static let itxt = Self("iTXt")
    package static let time = Self("tIME")
    package static let phys = Self("pHYs")
    package static let bkgd = Self("bKGD")
    package static let hist = Self("hIST")
    package static let splt = Self("sPLT")
    package static let actl = Self("acTL")
    package static let fctl = Self("fcTL")
    package static let fdat = Self("fdAT")
    package static let cgbi = Self("CgBI")
}
