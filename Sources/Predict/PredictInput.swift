public import ImagePrep

/// One picture to ask about.
public struct PredictInput: Sendable {
    /// Sent along and echoed in the answer. Default: none, answers are matched by their order.
    public var id: String?
    /// Where the picture is.
    public var source: Source

    /// An input by its parts.
    public init(_ source: Source, id: String? = nil) {
        self.source = source
        self.id = id
    }

    /// Where a picture comes from.
    public enum Source: Sendable {
        /// What `ImagePreparer` made; sent as it is.
        case prepared(PreparedImage)
        /// A whole JPEG or PNG file, prepared on the way.
        case image([UInt8])
        /// The path of a JPEG or PNG file, read and prepared on the way: the bytes that the system knows it by, which need
        /// not be UTF-8.
        case file([UInt8])
        /// A whole image file in any format that the service takes, sent as it is; only the service's limits are checked.
        case asIs([UInt8])
        /// As `asIs`, from a path.
        case fileAsIs([UInt8])
        /// A public address that the service downloads from itself, where an Exif orientation is ignored.
        case url(String)
        /// An address that this client downloads, prepares and sends as bytes.
        case fetched(String)
    }

    /// What `ImagePreparer` made.
    public static func prepared(_ image: PreparedImage, id: String? = nil) -> PredictInput {
        PredictInput(.prepared(image), id: id)
    }

    /// A whole JPEG or PNG file, prepared on the way.
    public static func image(_ bytes: [UInt8], id: String? = nil) -> PredictInput {
        PredictInput(.image(bytes), id: id)
    }

    /// A JPEG or PNG file, read and prepared on the way.
    public static func file(_ path: String, id: String? = nil) -> PredictInput {
        PredictInput(.file(Array(path.utf8)), id: id)
    }

    /// A whole image file, sent as it is.
    public static func asIs(_ bytes: [UInt8], id: String? = nil) -> PredictInput { PredictInput(.asIs(bytes), id: id) }

    /// A file, read and sent as it is.
    public static func fileAsIs(_ path: String, id: String? = nil) -> PredictInput {
        PredictInput(.fileAsIs(Array(path.utf8)), id: id)
    }

    /// A public address that the service downloads from itself.
    public static func url(_ address: String, id: String? = nil) -> PredictInput { PredictInput(.url(address), id: id) }

    /// An address that this client downloads, prepares and sends as bytes.
    public static func fetched(_ address: String, id: String? = nil) -> PredictInput {
        PredictInput(.fetched(address), id: id)
    }
}
