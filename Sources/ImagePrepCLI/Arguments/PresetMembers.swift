#if CommandLineTool
internal import ImagePrep
internal import SystemFiles

/// The members of a JSON object, none of which is unknown or there twice; null counts as not there.
struct PresetMembers {
    private var values: [String: JSONValue] = [:]
    private let place: String

    init(_ value: JSONValue, _ place: String, keys: [String]) throws(PresetError) {
        self.place = place
        guard case .object(let members) = value else {
            throw PresetError(place.isEmpty ? "it is no JSON object" : "\(place) is no JSON object")
        }
        for (key, value) in members {
            guard keys.contains(key) else {
                let hint = key.nearest(of: keys.filter { $0 != key }).map { "; did you mean \"\($0)\"?" } ?? ""
                throw PresetError("it has the unknown key \"\(FilePath(PresetMembers.path(place, key).utf8))\"\(hint)")
            }
            guard values.updateValue(value, forKey: key) == nil else {
                throw PresetError("it has \"\(PresetMembers.path(place, key))\" twice")
            }
        }
    }

    subscript(key: String) -> JSONValue? {
        if case .null? = values[key] { nil } else { values[key] }
    }

    private static func path(_ place: String, _ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

    func text(_ key: String) throws(PresetError) -> String? {
        guard let value = self[key] else { return nil }
        guard let text = value.plainText else { throw PresetError("\(PresetMembers.path(place, key)) is no text") }
        // They would act on the terminal that the text is printed on.
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw PresetError("\(PresetMembers.path(place, key)) has control characters")
        }
        return text
    }

    func integer(_ key: String) throws(PresetError) -> Int? {
        guard let value = self[key] else { return nil }
        guard case .integer(let number) = value, number >= 1 else {
            throw PresetError("\(PresetMembers.path(place, key)) is no whole number of at least 1")
        }
        return number
    }

    /// A choice by its name; the first where nothing is said.
    private func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ key: String, _ usual: Value
    ) throws(PresetError) -> Value {
        guard let text = try text(key) else { return usual }
        guard let value = Value(rawValue: text) else {
            let names = Value.allCases.map(\.rawValue).joined(separator: " or ")
            throw PresetError("\(PresetMembers.path(place, key)) is \(names), not \"\(text)\"")
        }
        return value
    }
}

extension PresetMembers {
    func number(_ key: ServicePreset.FigureKey) throws(PresetError) -> ServicePreset.Figure<Int>? {
        guard let figure = try figure(key) else { return nil }
        guard let value = try figure.integer("value") else { throw lacksValue(key) }
        return try figure.sourced(value)
    }

    func byteLimit(_ key: ServicePreset.FigureKey) throws(PresetError) -> ServicePreset.Figure<ServicePreset.ByteLimit>?
    {
        guard let figure = try figure(key, more: ["counted", "bound"]) else { return nil }
        guard let value = try figure.integer("value") else { throw lacksValue(key) }
        let limit = ServicePreset.ByteLimit(
            value, counted: try figure.choice("counted", .file), bound: try figure.choice("bound", .atMost))
        return try figure.sourced(limit)
    }

    func texts(_ key: ServicePreset.FigureKey) throws(PresetError) -> ServicePreset.Figure<[String]>? {
        guard let figure = try figure(key) else { return nil }
        guard case .array(let values)? = figure["value"] else {
            throw PresetError("\(place).\(key).value is no list of texts")
        }
        let texts = values.compactMap(\.plainText)
        guard texts.count == values.count else { throw PresetError("\(place).\(key).value is no list of texts") }
        return try figure.sourced(texts)
    }

    /// An object; a bare number or list is its value.
    private func figure(_ key: ServicePreset.FigureKey, more: [String] = []) throws(PresetError) -> PresetMembers? {
        guard let value = self[key.rawValue] else { return nil }
        let path = "\(place).\(key)"
        switch value {
        case .object: return try PresetMembers(value, path, keys: ["value", "source", "date", "note"] + more)
        default: return try PresetMembers(.object([("value", value)]), path, keys: ["value"])
        }
    }

    private func lacksValue(_ key: ServicePreset.FigureKey) -> PresetError {
        PresetError("\(place).\(key) lacks \"value\"")
    }

    private func sourced<Value: Sendable & Hashable>(_ value: Value) throws(PresetError) -> ServicePreset.Figure<Value>
    {
        ServicePreset.Figure(
            value, source: try text("source") ?? "", date: try text("date") ?? "", note: try text("note") ?? "")
    }
}

extension JSONValue {
    /// A string as text; what is no UTF-8 in it is replaced.
    fileprivate var plainText: String? { stringValue.map { String(decoding: $0.bytes, as: UTF8.self) } }
}
#endif
