internal import CImageCodecs

/// What Exif says about a photo, in words; read through libexif, and never used to decide about pixels.
public struct ExifSummary: Sendable, Hashable {
    /// Maker and model; empty where unknown.
    public var camera = ""
    /// What wrote the file; empty where unknown.
    public var software = ""
    /// As it stands in the file, such as "2024:05:01 12:30:00"; empty where unknown.
    public var date = ""
    /// Whether a place, or another tag of the GPS directory, is in it.
    public var hasGPS = false
    /// Whether a name is in it: artist, copyright or owner.
    public var hasPerson = false
    /// Whether the serial number of the camera or lens is in it.
    public var hasSerialNumber = false
    /// Whether the camera's maker put data of its own in it.
    public var hasMakerNote = false
    /// Bytes of the embedded thumbnail; 0 where there is none.
    public var thumbnailByteCount = 0
    /// Tags in all directories.
    public var tagCount = 0
}

extension ExifSummary {
    /// nil where memory runs out, the structure is larger than 16 MiB, or it is no camera's: see `ExifExtent`.
    init?(_ input: Span<UInt8>, payload: Range<Int>) {
        guard ExifExtent(input, payload: payload).isModest else { return nil }
        var raw = ip_exif_summary()
        let isRead = unsafe input.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return false }
            return unsafe ip_exif_summarize(base + payload.lowerBound, payload.count, &raw)
        }
        guard isRead else { return nil }
        let (make, model) = (text(raw.make), text(raw.model))
        // Many models repeat the maker: "Canon", "Canon EOS 5D".
        camera = model.hasPrefix(make) ? model : [make, model].filter { !$0.isEmpty }.joined(separator: " ")
        software = text(raw.software)
        date = text(raw.date)
        hasGPS = raw.has_gps
        hasPerson = raw.has_person
        hasSerialNumber = raw.has_serial_number
        hasMakerNote = raw.has_maker_note
        thumbnailByteCount = Int(raw.thumbnail_byte_count)
        tagCount = Int(raw.tag_count)
    }
}

/// The bytes of a C array, which Swift sees as a tuple, up to its NUL.
private func text<Tuple>(_ tuple: Tuple) -> String {
    let bytes = unsafe withUnsafeBytes(of: tuple) { bytes in unsafe Array(bytes.prefix { $0 != 0 }) }
    return String(decoding: bytes, as: UTF8.self).withoutControls.trimmingSpaces()
}

extension String {
    fileprivate func trimmingSpaces() -> String {
        var text = Substring(self)
        while text.last?.isWhitespace == true { text.removeLast() }
        while text.first?.isWhitespace == true { text.removeFirst() }
        return String(text)
    }
}

extension Inspection {
    /// What the first Exif structure says; nil where there is none.
    ///
    /// - Parameter input: the file that was inspected.
    public func exifSummary(of input: Span<UInt8>) -> ExifSummary? {
        guard let payload = file.exifPayloads.first, payload.upperBound <= input.count else { return nil }
        return ExifSummary(input, payload: payload)
    }
}
