extension ServicePreset {
    /// How small an image is made for a service.
    public enum Fit: String, Sendable, Hashable, CaseIterable {
        /// As large as the service takes it.
        case limits
        /// No larger than pays: by the recommended long edge too, where the preset has one.
        case recommended
    }
}

extension PrepareOptions {
    /// The limits of a service; everything else is as by default.
    ///
    /// What the service does not limit is not limited, but by `inputLimits`. A service that takes only one of the formats that
    /// are written here gets that one.
    ///
    /// - Parameters:
    ///   - fit: whether the recommended long edge holds too.
    ///   - imageCount: how many images share a request, and its bytes. At least 1.
    public init(for preset: ServicePreset, fit: ServicePreset.Fit = .limits, imageCount: Int = 1) {
        self.init()
        let largest = [preset.imageBytes?.value.largestFile, preset.requestBytes?.value.largestFile(of: imageCount)]
            .compactMap(\.self).min()
        // The limit of the options is one that is not reached.
        maxBytes = largest.map { max(1, $0 < Int.max ? $0 + 1 : $0) } ?? Int.max
        maxPixels = preset.pixels?.value ?? Int.max
        maxPatches = preset.patches?.value
        minDimension = preset.smallestSide?.value
        readableDimension = preset.readableSide?.value
        let edge = fit == .recommended ? preset.recommendedLongEdge?.value : nil
        maxDimension = [preset.longestSide?.value, edge].compactMap(\.self).min()
        format = preset.onlyFormat ?? .auto
    }
}

extension ServicePreset {
    /// Whether it takes a format that is written here.
    public var takesAnyOutput: Bool {
        guard let formats = formats?.value else { return true }
        return FormatRegistry.encoders.contains { formats.contains($0.descriptor.format.rawValue) }
    }

    fileprivate var onlyFormat: PrepareOptions.OutputFormat? {
        guard let formats = formats?.value else { return nil }
        let taken = PrepareOptions.OutputFormat.allCases.filter { formats.contains($0.rawValue) }
        return taken.count == 1 ? taken[0] : nil
    }
}

extension PrepareOptions {
    /// Those of `ServicePreset.clarifai`, which are the defaults.
    public static let clarifai = PrepareOptions(for: .clarifai)
    /// Those of `ServicePreset.rekognition`.
    public static let rekognition = PrepareOptions(for: .rekognition)
    /// Those of `ServicePreset.googleVision`, for one image a request.
    public static let googleVision = PrepareOptions(for: .googleVision)
    /// Those of `ServicePreset.openAI`.
    public static let openAI = PrepareOptions(for: .openAI)
    /// Those of `ServicePreset.anthropic`, for up to 20 images a request.
    public static let anthropic = PrepareOptions(for: .anthropic)
    /// Those of `ServicePreset.gemini`, for one image a request.
    public static let gemini = PrepareOptions(for: .gemini)
    /// Those of `ServicePreset.bedrock`.
    public static let bedrock = PrepareOptions(for: .bedrock)
    /// Those of `ServicePreset.azureVision`.
    public static let azureVision = PrepareOptions(for: .azureVision)
    /// Those of `ServicePreset.azureOpenAI`.
    public static let azureOpenAI = PrepareOptions(for: .azureOpenAI)
}
