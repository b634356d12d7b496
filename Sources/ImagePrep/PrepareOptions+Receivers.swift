/// A service that takes images, and what its documentation says that it takes.
///
/// MB is read as 1,000,000 bytes where the source does not say, as the smaller reading is the safe one. Where an image is
/// sent in base64, which makes four bytes of three, the budget is three quarters of what may be sent.
public enum Receiver: String, Sendable, Hashable, CaseIterable {
    case clarifai
    case rekognition
    case googleVision = "google-vision"
    case openAI = "openai"
    case anthropic
    case gemini

    /// The limits, in words.
    public var limits: String {
        switch self {
        case .clarifai: "less than 20 MB and at most 85 megapixels an image"
        case .rekognition: "5 MB of image bytes; 80 to 10,000 pixels a side"
        case .googleVision: "10 MB of JSON with the image in base64; at most 75 megapixels"
        case .openAI: "20 MB an image in base64, of 50 MB a request"
        case .anthropic: "5 MiB (5,242,880 bytes) of base64; at most 8,000 pixels a side"
        case .gemini: "7 MB inline in base64"
        }
    }

    /// Where they are documented.
    public var source: String {
        switch self {
        case .clarifai: "docs.clarifai.com/create-manage/inputs/upload"
        case .rekognition: "docs.aws.amazon.com/rekognition/latest/dg/limits.html"
        case .googleVision: "cloud.google.com/vision/quotas"
        case .openAI: "platform.openai.com/docs/guides/images-vision"
        case .anthropic: "docs.anthropic.com/en/docs/build-with-claude/vision"
        case .gemini: "ai.google.dev/gemini-api/docs/image-understanding"
        }
    }

    /// When the source was read.
    public var date: String { "2026-11-22" }
}

extension PrepareOptions {
    /// The defaults of this package.
    public static let clarifai = PrepareOptions()

    /// AWS Rekognition, image sent as bytes; the sides are those of DetectLabels and DetectModerationLabels.
    public static let rekognition = limited(maxBytes: 5_000_000, maxDimension: 10_000, minDimension: 80)

    /// Google Cloud Vision. What else is in the request has 4,000 bytes.
    public static let googleVision = limited(maxBytes: (10_000_000 - 4_000) / 4 * 3, maxPixels: 75_000_000)

    /// OpenAI's vision models.
    public static let openAI = limited(maxBytes: 20_000_000 / 4 * 3)

    /// Anthropic's vision models, up to 20 images a request.
    public static let anthropic = limited(maxBytes: 5_242_880 / 4 * 3, maxDimension: 8_000)

    /// Gemini, image sent inline.
    public static let gemini = limited(maxBytes: 7_000_000 / 4 * 3)

    /// The limits of a receiver; everything else is as by default.
    public init(for receiver: Receiver) {
        self =
            switch receiver {
            case .clarifai: .clarifai
            case .rekognition: .rekognition
            case .googleVision: .googleVision
            case .openAI: .openAI
            case .anthropic: .anthropic
            case .gemini: .gemini
            }
    }

    private static func limited(
        maxBytes: Int, maxPixels: Int? = nil, maxDimension: Int? = nil, minDimension: Int? = nil
    ) -> PrepareOptions {
        var options = PrepareOptions()
        options.maxBytes = maxBytes
        options.maxPixels = maxPixels ?? options.maxPixels
        options.maxDimension = maxDimension
        options.minDimension = minDimension
        return options
    }
}
