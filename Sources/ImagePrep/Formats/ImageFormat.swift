/// A format of image files. Each room under Formats adds its own as a static member, such as `.jpeg`.
public struct ImageFormat: RawRepresentable, Sendable, Hashable {
    /// The name in reports and options, such as "jpeg".
    public let rawValue: String

    /// The format of that name; nil if this build knows none.
    public init?(rawValue: String) {
        guard let known = ImageFormat.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = known
    }

    /// For a room, which alone names its format.
    init(name: String) { rawValue = name }
}

extension ImageFormat: CaseIterable {
    /// The formats that this build reads.
    public static var allCases: [ImageFormat] { FormatRegistry.formats.map { $0.descriptor.format } }
}

extension ImageFormat {
    /// The name as people write it, such as "JPEG".
    public var displayName: String { descriptor.displayName }

    /// The media type of its files, such as "image/jpeg".
    public var mediaType: String { descriptor.mediaType }

    /// Lower-case extensions of its files without the dot, the usual one first.
    public var fileExtensions: [String] { descriptor.fileExtensions }

    /// The format whose files have that extension, in any case; nil if this build knows none.
    public init?(fileExtension: String) {
        let wanted = fileExtension.lowercased()
        guard let known = ImageFormat.allCases.first(where: { $0.fileExtensions.contains(wanted) }) else { return nil }
        self = known
    }

    var descriptor: FormatDescriptor {
        // Every value was made by a room of the registry, or by looking one up there.
        FormatRegistry.room(of: self)?.descriptor ?? FormatDescriptor(unknown: self)
    }
}
