extension ServicePreset {
    /// OpenAI's models that see.
    public static let openAI = ServicePreset(name: "openai", displayName: "OpenAI").with { preset in
        let page = Page("platform.openai.com/docs/guides/images-vision")
        preset.longestSide = page.states(65_535)
        preset.patches = page.states(30_000, "GPT-5.6 and later, detail unset; with detail high 2,500")
        preset.recommendedLongEdge = page.states(2_048, "detail high")
        preset.requestImages = page.states(1_500)
        preset.requestBytes = page.states(ByteLimit(512_000_000, counted: .base64))
        preset.formats = page.states(["jpeg", "png", "webp", "gif"], "of a GIF a still one")
    }

    /// OpenAI's models on Azure.
    public static let azureOpenAI = openAI.with { preset in
        (preset.name, preset.displayName) = ("azure-openai", "Azure OpenAI")
        let page = Page("learn.microsoft.com/azure/ai-services/openai/quotas-limits")
        let refusal = Page("portkey.ai/error-library/input-size-error-10044")
        preset.imageBytes = refusal.states(ByteLimit(20_971_520), "from a recorded refusal")
        preset.requestImages = page.states(50)
    }

    /// Anthropic's models on the Claude API, up to 20 images a request.
    public static let anthropic = ServicePreset(name: "anthropic", displayName: "Anthropic").with { preset in
        preset.imageBytes = visionPage.states(ByteLimit(10_485_760, counted: .base64), "Claude API")
        preset.longestSide = visionPage.states(8_000, "up to 20 images a request")
        preset.readableSide = visionPage.states(200)
        preset.recommendedLongEdge = visionPage.states(1_568, "2,576 for newer models")
        preset.requestImages = visionPage.states(20, "100, or 600 for some models, as anthropic-many-images")
        preset.requestBytes = visionPage.states(ByteLimit(32_000_000, counted: .base64))
        preset.formats = visionPage.states(["jpeg", "png", "webp", "gif"])
    }

    /// Anthropic's models on the Claude API, more than 20 images a request: no side may be longer than 2,000 pixels then.
    public static let anthropicManyImages = anthropic.forManyImages(name: "anthropic-many-images")

    /// Anthropic's models on Amazon Bedrock and Google Cloud, up to 20 images a request.
    public static let anthropicCloud = anthropic.with { preset in
        preset.variantOf = "anthropic"
        (preset.name, preset.displayName) = ("anthropic-cloud", "Anthropic on Bedrock and Google Cloud")
        preset.imageBytes = visionPage.states(ByteLimit(5_242_880, counted: .base64), "Bedrock and Google Cloud")
        // 32 MB are the Claude API's.
        preset.requestBytes = nil
    }

    /// Anthropic's models on Amazon Bedrock and Google Cloud, more than 20 images a request.
    public static let anthropicCloudManyImages = anthropicCloud.forManyImages(name: "anthropic-cloud-many-images")

    private static let visionPage = Page("docs.anthropic.com/en/docs/build-with-claude/vision")

    private func forManyImages(name: String) -> ServicePreset {
        with { preset in
            preset.variantOf = "anthropic"
            preset.name = name
            preset.displayName += ", many images"
            preset.longestSide = Self.visionPage.states(2_000, "more than 20 images a request")
            preset.requestImages = Self.visionPage.states(100, "600 for some models")
        }
    }
}
