internal import ImagePrep
internal import SystemFiles

/// What `inspect` tells of a file, as JSON and as text.
struct InspectionRecord {
    let input: FilePath
    let inspection: Inspection
    let exif: ExifSummary?

    var json: JSONValue {
        .object([
            ("schema", .integer(1)), ("input", .path(input)), ("format", .string(inspection.format.rawValue)),
            ("width", .integer(inspection.uprightSize.width)), ("height", .integer(inspection.uprightSize.height)),
            ("storedWidth", .integer(inspection.storedSize.width)),
            ("storedHeight", .integer(inspection.storedSize.height)),
            ("bytes", .integer(inspection.byteCount)),
            ("orientation", .integer(Int(inspection.orientation.rawValue))),
            ("orientationSource", inspection.orientationSource.map(JSONValue.string) ?? .null),
            ("colorModel", .string(inspection.colorModel.rawValue)), ("bitDepth", .integer(inspection.bitDepth)),
            ("profile", .string(inspection.profile.summary)), ("coding", .string(inspection.codingDescription)),
            ("metadata", .array(inspection.metadata.map(json(of:)))),
            ("details", .array(details.map { .object([("name", .string($0)), ("text", .string($1))]) })),
            ("warnings", .array(inspection.warnings.map(JSONValue.string))), ("error", .null),
        ])
    }

    private func json(of item: MetadataItem) -> JSONValue {
        .object([
            ("kind", .string(item.kind.rawValue)), ("bytes", .integer(item.byteCount)),
            ("detail", .string(item.detail)),
        ])
    }

    var text: String {
        var lines = [
            "\(input): \(inspection.format.rawValue.uppercased()) \(inspection.uprightSize), \(inspection.codingDescription), "
                + "\(inspection.colorModel.rawValue) \(inspection.bitDepth) bit, "
                + ByteCount.description(of: inspection.byteCount)
        ]
        let source = inspection.orientationSource.map { " (\($0))" } ?? ""
        lines.append("  orientation \(inspection.orientation.rawValue)\(source), profile \(inspection.profile.summary)")
        for item in inspection.metadata {
            let detail = item.detail.isEmpty ? "" : " (\(item.detail))"
            lines.append("  \(item.kind.rawValue)\(detail): \(ByteCount.description(of: item.byteCount))")
        }
        lines += details.map { "  \($0): \($1)" }
        lines += inspection.warnings.map { "  warning: \($0)" }
        return lines.joined(separator: "\n")
    }

    /// What Exif says, by name.
    private var details: [(String, String)] {
        guard let exif else { return [] }
        var details = [("camera", exif.camera), ("software", exif.software), ("date", exif.date)]
        if exif.hasGPS { details.append(("place", "GPS is in it")) }
        if exif.hasPerson { details.append(("person", "a name is in it")) }
        if exif.hasSerialNumber { details.append(("serial number", "of the camera or lens")) }
        if exif.hasMakerNote { details.append(("maker note", "data of the camera's maker")) }
        if exif.thumbnailByteCount > 0 {
            details.append(("thumbnail", ByteCount.description(of: exif.thumbnailByteCount)))
        }
        return details.filter { !$0.1.isEmpty }
    }
}

extension EmbeddedProfile {
    fileprivate var summary: String {
        switch self {
        case .none: "none"
        case .srgb: "sRGB"
        case .icc(let description, let byteCount): "\(description), \(byteCount) bytes"
        case .named(let name): name
        case .broken(let why): "broken: \(why)"
        }
    }
}
