#if HEIF
/// One item of a file: a picture, a part of one, or metadata. Source: ISO/IEC 14496-12:2022, 8.11.
struct HEIFItem {
    var type = BoxType(rawValue: 0)
    /// Of type `mime`, such as application/rdf+xml.
    var contentType = ""
    /// Where its bytes lie in the file, in order.
    var extents: [Range<Int>] = []
    /// Why `extents` cannot be had; nil where they can.
    var fault: ImagePrepError?
    /// Indices into the file's properties with whether a reader has to know them, in the order of association.
    var properties: [(index: Int, isEssential: Bool)] = []
}

/// What a file says of items, such as the size or the colours.
struct HEIFProperty {
    var type: BoxType
    var range: Range<Int>
    var payload: Range<Int>
}

/// That one item has to do with others, such as a grid with its tiles.
struct HEIFReference {
    var type: BoxType
    var from: Int
    var to: [Int]
}

/// How many of each a file may have; phones' files have some 100 items, and 800 where they have 200 MP.
enum HEIFLimit {
    static let boxes = 10_000
    static let items = 4_096
    static let extents = 64
    static let properties = 1_024
    static let propertiesOfItem = 64
    static let references = 65_536
    static let tiles = 2_048
    /// Of identity derivations, one upon the other.
    static let derivations = 4

    static func check(_ count: Int, _ limit: Int) throws(ImagePrepError) {
        guard count <= limit else { throw .limitExceeded(.segments, limit: limit, actual: count) }
    }
}
#endif
