#if CommandLineTool
internal import ImagePrep

extension ServicePreset {
    /// Reads what `presets --json` prints as `schema`, `preset`, `displayName`, `variantOf` and `figures`.
    init(parsing value: JSONValue) throws(PresetError) {
        let members = try PresetMembers(value, "", keys: ["schema", "preset", "displayName", "variantOf", "figures"])
        if let schema = try members.integer("schema"), schema != 1 {
            throw PresetError("its schema is \(schema), and this command reads 1")
        }
        guard let name = try members.text("preset") else { throw PresetError("it lacks \"preset\", its name") }
        self.init(name: name, displayName: try members.text("displayName"))
        variantOf = try members.text("variantOf")
        if let figures = members["figures"] {
            try add(PresetMembers(figures, "figures", keys: FigureKey.allCases.map(\.rawValue)))
        }
        if let least = smallestSide?.value, let most = longestSide?.value, least > most {
            throw PresetError("its smallestSide \(least) is more than its longestSide \(most)")
        }
        guard takesAnyOutput else {
            throw PresetError("its formats have neither jpeg nor png, which are all that is written")
        }
    }

    private mutating func add(_ figures: PresetMembers) throws(PresetError) {
        imageBytes = try figures.byteLimit(.imageBytes)
        pixels = try figures.number(.pixels)
        longestSide = try figures.number(.longestSide)
        smallestSide = try figures.number(.smallestSide)
        readableSide = try figures.number(.readableSide)
        patches = try figures.number(.patches)
        recommendedLongEdge = try figures.number(.recommendedLongEdge)
        requestImages = try figures.number(.requestImages)
        requestBytes = try figures.byteLimit(.requestBytes)
        formats = try figures.texts(.formats)
    }

    /// The names of the figures in JSON, in their order.
    enum FigureKey: String, CaseIterable {
        case imageBytes, pixels, longestSide, smallestSide, readableSide, patches, recommendedLongEdge
        case requestImages, requestBytes, formats
    }
}
#endif
