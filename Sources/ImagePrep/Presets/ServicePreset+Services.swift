extension ServicePreset {
    /// The presets that come along, variants behind what they vary.
    public static let all: [ServicePreset] = [
        .clarifai, .rekognition, .googleVision, .openAI, .anthropic, .anthropicManyImages, .anthropicCloud,
        .anthropicCloudManyImages, .gemini, .bedrock, .azureVision, .azureOpenAI,
    ]

    /// The preset of that name among `all`; nil where there is none.
    public init?(named name: String) {
        guard let known = ServicePreset.all.first(where: { $0.name == name }) else { return nil }
        self = known
    }

    /// Clarifai's Predict API.
    public static let clarifai = ServicePreset(name: "clarifai", displayName: "Clarifai").with { preset in
        let page = Page("docs.clarifai.com/create-manage/inputs/upload")
        preset.imageBytes = page.states(ByteLimit(20_000_000, bound: .lessThan))
        preset.pixels = page.states(85_000_000)
        preset.requestImages = page.states(128)
        preset.requestBytes = page.states(ByteLimit(128_000_000, counted: .base64, bound: .lessThan))
        preset.formats = page.states(["jpeg", "png", "webp", "gif", "tiff", "bmp"])
    }

    /// AWS Rekognition, image sent as bytes.
    public static let rekognition = ServicePreset(name: "rekognition", displayName: "AWS Rekognition").with { preset in
        let page = Page("docs.aws.amazon.com/rekognition/latest/dg/limits.html")
        preset.imageBytes = page.states(ByteLimit(5_242_880), "bytes in the request; 15 MB from S3")
        preset.longestSide = page.states(10_000, "DetectLabels and DetectModerationLabels")
        preset.smallestSide = page.states(80)
        preset.requestImages = page.states(1)
        preset.formats = page.states(["jpeg", "png"])
    }

    /// Google Cloud Vision, images sent in JSON.
    public static let googleVision = ServicePreset(name: "google-vision", displayName: "Google Cloud Vision").with {
        let page = Page("cloud.google.com/vision/quotas")
        let guide = Page("cloud.google.com/vision/docs/supported-files")
        $0.imageBytes = page.states(ByteLimit(20_000_000))
        $0.pixels = guide.states(75_000_000)
        $0.recommendedLongEdge = guide.states(1_600, "faces; 1,024 for text and 640 for labels")
        $0.requestImages = page.states(16, "which share the request's bytes")
        $0.requestBytes = page.states(ByteLimit(10_000_000, counted: .base64), "the JSON of all images together")
        $0.formats = guide.states(
            ["jpeg", "png", "webp", "gif", "tiff", "bmp"], "of a GIF the first frame; PNG of 8 bits")
    }

    /// Gemini's own API, images sent inline.
    public static let gemini = ServicePreset(name: "gemini", displayName: "Gemini API").with { preset in
        let page = Page("ai.google.dev/gemini-api/docs/image-understanding")
        preset.requestImages = page.states(3_600)
        preset.requestBytes = page.states(ByteLimit(100_000_000, counted: .base64), "inline; 20 MB before")
        preset.formats = page.states(["jpeg", "png", "webp", "heic", "heif"])
    }

    /// Amazon Bedrock's Converse, whatever the model.
    public static let bedrock = ServicePreset(name: "bedrock", displayName: "Amazon Bedrock Converse").with { preset in
        let page = Page("docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Message.html")
        preset.imageBytes = page.states(ByteLimit(5_242_880, counted: .base64), "3.75 MB of the file")
        preset.longestSide = page.states(8_000)
        preset.requestImages = page.states(20)
        preset.formats = page.states(["jpeg", "png", "webp", "gif"])
    }

    /// Azure AI Vision's image analysis 4.0.
    public static let azureVision = ServicePreset(name: "azure-vision", displayName: "Azure AI Vision 4.0").with {
        preset in
        let page = Page("learn.microsoft.com/azure/ai-services/computer-vision/overview-image-analysis")
        preset.imageBytes = page.states(ByteLimit(20_971_520, bound: .lessThan), "4 MB in version 3.2")
        preset.longestSide = page.states(16_000)
        preset.smallestSide = page.states(50)
        preset.requestImages = page.states(1)
        preset.formats = page.states(
            ["jpeg", "png", "gif", "bmp", "webp", "tiff"], "JPEG, PNG, GIF and BMP in version 3.2")
    }

    func with(_ change: (inout ServicePreset) -> Void) -> ServicePreset {
        var copy = self
        change(&copy)
        return copy
    }

    /// A page of a service's documents.
    struct Page {
        let source: String

        init(_ source: String) { self.source = source }

        func states<Value: Sendable & Hashable>(_ value: Value, _ note: String = "") -> Figure<Value> {
            Figure(value, source: source, date: "2026-11-30", note: note)
        }
    }
}
