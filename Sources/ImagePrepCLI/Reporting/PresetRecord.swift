internal import ImagePrep

/// A preset as `presets` prints it.
struct PresetRecord {
    let preset: ServicePreset

    /// A figure with its value in JSON and in words.
    struct Figure {
        let key: String
        let json: [(String, JSONValue)]
        let text: String
        let source: String
        let date: String
        let note: String
    }

    /// Those that the service states, in their order.
    var figures: [Figure] {
        [
            figure("imageBytes", preset.imageBytes), figure("pixels", preset.pixels),
            figure("longestSide", preset.longestSide), figure("smallestSide", preset.smallestSide),
            figure("readableSide", preset.readableSide), figure("patches", preset.patches),
            figure("recommendedLongEdge", preset.recommendedLongEdge),
            figure("requestImages", preset.requestImages), figure("requestBytes", preset.requestBytes),
            preset.formats.map { formats in
                figure(
                    "formats", formats, [("value", .array(formats.value.map(JSONValue.string)))],
                    formats.value.joined(separator: " "))
            },
        ].compactMap(\.self)
    }

    private func figure(_ key: String, _ figure: ServicePreset.Figure<Int>?) -> Figure? {
        figure.map { self.figure(key, $0, [("value", .integer($0.value))], $0.value.formatted) }
    }

    private func figure(_ key: String, _ figure: ServicePreset.Figure<ServicePreset.ByteLimit>?) -> Figure? {
        figure.map {
            let limit = $0.value
            let json: [(String, JSONValue)] = [
                ("value", .integer(limit.byteCount)), ("counted", .string(limit.counted.rawValue)),
                ("bound", .string(limit.bound.rawValue)),
            ]
            return self.figure(key, $0, json, limit.text)
        }
    }

    private func figure<Value: Sendable & Hashable>(
        _ key: String, _ figure: ServicePreset.Figure<Value>, _ json: [(String, JSONValue)], _ text: String
    ) -> Figure {
        Figure(key: key, json: json, text: text, source: figure.source, date: figure.date, note: figure.note)
    }
}

extension PresetRecord {
    var json: JSONValue {
        let options = PrepareOptions(for: preset)
        let figures = figures
        return .object([
            ("schema", .integer(1)), ("preset", .string(preset.name)), ("displayName", .string(preset.displayName)),
            ("variantOf", preset.variantOf.map(JSONValue.string) ?? .null),
            ("maxBytes", options.maxBytes == .max ? .null : .integer(options.maxBytes)),
            ("maxPixels", options.maxPixels == .max ? .null : .integer(options.maxPixels)),
            ("maxDimension", options.maxDimension.map(JSONValue.integer) ?? .null),
            ("minDimension", options.minDimension.map(JSONValue.integer) ?? .null),
            ("maxPatches", options.maxPatches.map(JSONValue.integer) ?? .null),
            ("limits", .string(figures.map { "\($0.key) \($0.text)" }.joined(separator: "; "))),
            ("source", .string(figures.first?.source ?? "")), ("date", .string(figures.map(\.date).max() ?? "")),
            ("figures", .object(figures.map { ($0.key, $0.object) })),
        ])
    }

    /// Every figure on a line of its own, with its source and date.
    var details: String {
        let head = "\(preset.name): \(preset.displayName)\(preset.variantOf.map { " (a form of \($0))" } ?? "")"
        let lines = figures.map { figure in
            let note = figure.note.isEmpty ? "" : " (\(figure.note))"
            let origin =
                figure.source.isEmpty ? "" : "; \(figure.source)\(figure.date.isEmpty ? "" : ", read \(figure.date)")"
            return "  \(figure.key): \(figure.text)\(note)\(origin)"
        }
        return ([head] + lines).joined(separator: "\n")
    }

    static let columnTitles = [
        "preset", "file bytes <=", "pixels <=", "longest <=", "shortest >=", "patches <=", "recommended", "images",
        "request bytes",
    ]

    /// A line of the table; "-" for what the service does not state.
    var columns: [String] {
        let options = PrepareOptions(for: preset)
        let numbers = [
            preset.pixels, preset.longestSide, preset.smallestSide, preset.patches, preset.recommendedLongEdge,
            preset.requestImages,
        ]
        let largest = options.maxBytes == .max ? "-" : (options.maxBytes - 1).formatted
        return [preset.name, largest] + numbers.map { $0?.value.formatted ?? "-" }
            + [preset.requestBytes?.value.byteCount.formatted ?? "-"]
    }
}

extension PresetRecord.Figure {
    fileprivate var object: JSONValue {
        .object(json + [("source", .string(source)), ("date", .string(date)), ("note", .string(note))])
    }
}

extension ServicePreset.ByteLimit {
    /// Such as "< 20,000,000" or "10,485,760 of base64".
    fileprivate var text: String {
        (bound == .lessThan ? "< " : "") + byteCount.formatted + (counted == .base64 ? " of base64" : "")
    }
}
