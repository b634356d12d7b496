/// What a format's files are called and begin with.
package struct FormatDescriptor: Sendable {
    package var format: ImageFormat
    /// As people write it, such as "JPEG".
    package var displayName: String
    /// Lower-case, without the dot, the usual one first.
    package var fileExtensions: [String]
    package var mediaType: String
    /// Any of them tells a file of this format, whatever its name.
    package var signatures: [FormatSignature]
    /// Whether the file itself can say in which colors its samples are, beside an ICC profile.
    package var keepsNamedColors = false
    /// Other extensions under which such files go around and that do not fit what is written.
    package var otherExtensions: [String] = []
}

extension FormatDescriptor {
    init(unknown format: ImageFormat) {
        self.init(
            format: format, displayName: format.rawValue.uppercased(), fileExtensions: [format.rawValue],
            mediaType: "application/octet-stream", signatures: [])
    }
}

/// The bytes that every file of a format has at one place.
package struct FormatSignature: Sendable, Hashable {
    package var offset: Int
    /// Nil where any byte will do.
    package var bytes: [UInt8?]

    package init(_ bytes: [UInt8?], at offset: Int = 0) {
        self.offset = offset
        self.bytes = bytes
    }

    package func fits(_ file: Span<UInt8>) -> Bool {
        guard file.count >= offset + bytes.count else { return false }
        return bytes.indices.allSatisfy { bytes[$0] == nil || file[offset + $0] == bytes[$0] }
    }
}
