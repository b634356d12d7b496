/// Why the entropy-coded bytes of a JPEG are not handed on although its coefficients can be read: readers refuse such a
/// file, warn of it, or show different pictures. Scans are counted from 1, components too.
package enum JPEGRecodingReason: Sendable, Hashable {
    case missingEndOfImage
    /// Where a decoder looks for the next marker after garbage is its own affair, so decoding decides.
    case garbage(byteCount: Int, before: Int)
    case restartMarkers(scan: Int, found: Int, expected: Int)
    /// Fewer bytes than its blocks take at least.
    case shortScan(scan: Int, byteCount: Int)
    /// Decoders take the tables of T.81's annex K, or none.
    case missingHuffmanTables
    /// A code of ones alone, which T.81 C.2 keeps free and libjpeg refuses.
    case allOnesCode(scan: Int)
    /// No code at all, so that nothing can be decoded with it.
    case emptyHuffmanTable(scan: Int)
    /// T.81 B.2.3 wants the order of the frame, and libjpeg fails on some others.
    case componentOrder(scan: Int)
    /// What an earlier scan brought comes again, so that another picture may be hidden in the first of them.
    case repeatedCoefficients(scan: Int, component: Int)
    /// A refinement that does not follow the scan that it refines (T.81 G.1.1.1).
    case refinementOrder(scan: Int, component: Int)
    /// AC coefficients before any DC (T.81 G.1.1.1).
    case missingDC(scan: Int, component: Int)
    /// A table that is defined anew while a component has scans left that were begun with the earlier one.
    case redefinedQuantization(table: Int, component: Int)
}

extension JPEGRecodingReason {
    /// A stable name for reports.
    package var code: String {
        switch self {
        case .missingEndOfImage: "missingEndOfImage"
        case .garbage: "garbage"
        case .restartMarkers: "restartMarkers"
        case .shortScan: "shortScan"
        case .missingHuffmanTables: "missingHuffmanTables"
        case .allOnesCode: "allOnesCode"
        case .emptyHuffmanTable: "emptyHuffmanTable"
        case .componentOrder: "componentOrder"
        case .repeatedCoefficients: "repeatedCoefficients"
        case .refinementOrder: "refinementOrder"
        case .missingDC: "missingDC"
        case .redefinedQuantization: "redefinedQuantization"
        }
    }
}

extension JPEGRecodingReason: CustomStringConvertible {
    /// A clause that can follow a colon.
    package var description: String {
        switch self {
        case .missingEndOfImage: "the end-of-image marker is missing"
        case .garbage(let byteCount, let position):
            "before byte \(position) there is garbage, \(byteCount.formattedByteCount) that no segment has"
        case .restartMarkers(let scan, let found, let expected):
            "scan \(scan) has \(found) restart markers where \(expected) belong, or not in their order"
        case .shortScan(let scan, let byteCount):
            "scan \(scan) has \(byteCount.formattedByteCount), too few for all of its blocks"
        case .missingHuffmanTables: "a scan comes without its Huffman tables"
        case .allOnesCode(let scan): "a Huffman table of scan \(scan) has a code of ones alone"
        case .emptyHuffmanTable(let scan): "a Huffman table of scan \(scan) has no codes"
        case .componentOrder(let scan): "scan \(scan) names its components in another order than the frame"
        case .repeatedCoefficients(let scan, let component):
            "scan \(scan) repeats what an earlier scan brought of component \(component)"
        case .refinementOrder(let scan, let component):
            "scan \(scan) refines component \(component) out of order"
        case .missingDC(let scan, let component):
            "scan \(scan) has AC coefficients of component \(component), whose DC is missing"
        case .redefinedQuantization(let table, let component):
            "quantization table \(table) changes while component \(component) still uses it"
        }
    }
}
