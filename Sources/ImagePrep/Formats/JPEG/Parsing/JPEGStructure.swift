/// Where everything lies in a JPEG file, from one walk over its segments. All offsets count bytes from the file's start.
package struct JPEGStructure: Sendable, Hashable {
    /// One marker segment. RSTn, SOI and EOI are not listed.
    package struct Segment: Sendable, Hashable {
        /// The byte after 0xFF.
        package var marker: UInt8
        /// From the 0xFF that precedes the marker byte to the end of the payload; fill bytes before it are not in it.
        package var range: Range<Int>
        /// What follows the two length bytes.
        package var payload: Range<Int>
        /// What metadata it is; nil for what decoding needs.
        package var metadata: MetadataKind?
    }

    package struct Component: Sendable, Hashable {
        package var identifier: UInt8
        package var horizontalSampling: Int
        package var verticalSampling: Int
        package var quantizationTable: Int
    }

    package struct Frame: Sendable, Hashable {
        /// The SOF marker byte: 0xC0 baseline, 0xC1 extended, 0xC2 progressive, 0xC9 and 0xCA their arithmetic kin.
        package var marker: UInt8
        package var precision: Int
        package var size: PixelSize
        package var components: [Component]

        package var isProgressive: Bool { marker & 0x03 == 2 }
        package var isArithmetic: Bool { marker >= 0xC9 }
        package var isLossless: Bool { marker & 0x03 == 3 }
        package var maxHorizontalSampling: Int { components.map(\.horizontalSampling).max() ?? 1 }
        package var maxVerticalSampling: Int { components.map(\.verticalSampling).max() ?? 1 }
        /// Pixels of one MCU; 8x8 for a single component, whatever its factors say (T.81, A.2.2).
        package var mcuSize: PixelSize {
            components.count == 1
                ? PixelSize(width: 8, height: 8)
                : PixelSize(width: 8 * maxHorizontalSampling, height: 8 * maxVerticalSampling)
        }
        /// Pixels of one MCU once all factors of an axis are divided by what they have in common, as a transform does:
        /// 4:4:4 written as 2x1 thrice has MCUs of 8 pixels.
        package var reducedMCUSize: PixelSize {
            guard components.count > 1 else { return mcuSize }
            return PixelSize(
                width: mcuSize.width / components.map(\.horizontalSampling).greatestCommonDivisor,
                height: mcuSize.height / components.map(\.verticalSampling).greatestCommonDivisor)
        }
    }

    package struct Scan: Sendable, Hashable {
        /// Index of its SOS in `segments`.
        package var segmentIndex: Int
        /// The entropy-coded bytes after the SOS header, RSTn markers included.
        package var entropy: Range<Int>
        package var restartMarkerCount: Int
        /// Whether every RSTn came in its turn (0, 1 ... 7, 0 ...).
        package var restartMarkersInOrder: Bool
        /// MCUs of this scan; blocks where it scans one component.
        package var mcuCount: Int
        /// The components that it scans, counted from 0.
        package var components: [Int]
        /// MCUs between restart markers, as in force for this scan; 0: none.
        package var restartInterval: Int

        package var expectedRestartMarkerCount: Int {
            restartInterval == 0 ? 0 : (mcuCount + restartInterval - 1) / restartInterval - 1
        }
    }

    package var segments: [Segment]
    package var frame: Frame
    package var scans: [Scan]
    /// MCUs between restart markers at the first scan; 0: none.
    package var restartInterval: Int
    /// From Adobe APP14: 0 RGB or CMYK, 1 YCbCr, 2 YCCK; nil without that marker.
    package var adobeTransform: Int?
    package var hasJFIF: Bool
    /// Just past EOI; nil where EOI is missing.
    package var endOfImage: Int?
    /// What lies behind the image; empty at the file's end where there is nothing.
    package var trailing: Range<Int>
    /// Bytes that belong to no segment: fill bytes and garbage between segments.
    package var strayByteCount: Int
    /// The payloads of the ICC parts in their order of appearance, headers of 14 bytes included.
    package var iccParts: [Range<Int>]
    /// Exif payloads (from the byte after "Exif\0\0") in their order of appearance.
    package var exifPayloads: [Range<Int>]
    /// Why the coefficients have to be decoded and coded again; empty if the file can be copied as it is.
    package var recodingReasons: [JPEGRecodingReason]
    /// Bytes of headers that are put right on every route.
    package var corrections: [JPEGCorrection]
    /// Whether a baseline scan selects Huffman tables that only the extended process has (T.81, table B.3).
    package var hasExtendedTables: Bool
    /// Components that no scan has, counted from 0.
    package var absentComponents: [Int]
    /// Whether a scan comes without its Huffman tables, for which decoders take those of T.81's annex K.
    package var lacksHuffmanTables: Bool { recodingReasons.contains(.missingHuffmanTables) }
}

extension [Int] {
    /// Of numbers above 0; 1 if there are none.
    var greatestCommonDivisor: Int {
        var result = first ?? 1
        for value in dropFirst() {
            var (a, b) = (result, value)
            while b != 0 { (a, b) = (b, a % b) }
            result = a
        }
        return result
    }
}
