internal import ImagePrep

/// What `inspect` tells of a file, as JSON and as text.
struct InspectionRecord {
    let input: FilePath
    let inspection: Inspection

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
            ("profile", .string(inspection.profile.summary)), ("coding", .string(coding)),
            ("metadata", .array(inspection.metadata.map(json(of:)))),
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
            "\(input): \(inspection.format.rawValue.uppercased()) \(inspection.uprightSize), \(coding), "
                + "\(inspection.colorModel.rawValue) \(inspection.bitDepth) bit, "
                + ByteCount.description(of: inspection.byteCount)
        ]
        let source = inspection.orientationSource.map { " (\($0))" } ?? ""
        lines.append("  orientation \(inspection.orientation.rawValue)\(source), profile \(inspection.profile.summary)")
        for item in inspection.metadata {
            let detail = item.detail.isEmpty ? "" : " (\(item.detail))"
            lines.append("  \(item.kind.rawValue)\(detail): \(ByteCount.description(of: item.byteCount))")
        }
        lines += inspection.warnings.map { "  warning: \($0)" }
        return lines.joined(separator: "\n")
    }

    /// How the image data is coded, such as "progressive Huffman 4:2:0".
    private var coding: String {
        switch inspection.container {
        case .png(let png): png.header.isInterlaced ? "interlaced" : "not interlaced"
        case .jpeg(let jpeg):
            [
                jpeg.frame.isProgressive ? "progressive" : jpeg.frame.isLossless ? "lossless" : "sequential",
                jpeg.frame.isArithmetic ? "arithmetic" : "Huffman",
                jpeg.frame.components.map { "\($0.horizontalSampling)x\($0.verticalSampling)" }.joined(separator: ","),
            ].joined(separator: " ")
        }
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
